import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createFakeModel } from '../../fixtures/fake-hub/model.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import type { JobMessage, WorkerSetup } from '../../src/server/workers/serve-jobs.ts';
import { DEFAULT_JOB_LIMITS } from '../../src/server/workers/worker-jobs.ts';
import type { WorkerOptions } from '../../src/server/workers/worker-pool.ts';
import { bundleWorker } from './bundle-worker.ts';
import { notebookText, type OpenedApp, openApp, TEST_WORKERS } from './open-app.ts';

let hostile: Awaited<ReturnType<typeof bundleWorker>>;
const withHostile = (limits = TEST_WORKERS.limits): WorkerOptions => ({
  file: hostile.file,
  limits: limits!,
});
/** The product's limits on CPU time, with waits that are long enough for a busy machine. */
const withDeadlines = () =>
  withHostile({
    scan: { cpuMs: DEFAULT_JOB_LIMITS.scan.cpuMs, waitMs: 100_000 },
    render: { cpuMs: DEFAULT_JOB_LIMITS.render.cpuMs, waitMs: 100_000 },
    compose: { cpuMs: DEFAULT_JOB_LIMITS.compose.cpuMs, waitMs: 100_000 },
  });
const card = (text: string) => `# Model\n\n${text}\n\n\`\`\`python\nprint("from the card")\n\`\`\`\n`;
const models = ['spin', 'slow', 'throw', 'none'].map((name) =>
  createFakeModel({
    id: `attack/${name}`,
    info: { pipeline_tag: 'text-generation', library_name: 'transformers' },
    files: { 'README.md': card(name === 'none' ? '' : `ATTACK: ${name}`) },
  }),
);
let hub: FakeHub;
let opened: OpenedApp;
let log: string[];
beforeAll(async () => {
  hostile = await bundleWorker(join(import.meta.dirname, 'hostile-worker.ts'));
  hub = await startFakeHub({ models });
});
afterAll(async () => {
  await hub.close();
  hostile.remove();
});
afterEach(() => opened.close());

async function open(workers = withDeadlines()): Promise<void> {
  log = [];
  opened = await openApp(hub.url, {
    workers,
    log: { level: 'warn', write: (line) => void log.push(line) },
  });
}
const stopped = () => log.filter((line) => line.includes('a worker was stopped')).length;
const upload = (text: string, remoteAddress = '127.0.0.1') =>
  opened.app.inject({
    method: 'POST',
    url: '/api/notebook',
    headers: { 'content-type': 'application/json' },
    payload: notebookText({ cells: [{ cell_type: 'markdown', metadata: {}, source: `**${text}**` }] }),
    remoteAddress,
  });
const view = async (shareId: string) => (await opened.app.inject({ url: `/s/${shareId}` })).body;
const generate = (name: string) =>
  opened.app.inject({
    method: 'POST',
    url: '/api/notebook/generate',
    payload: { hf_model_id: `attack/${name}` },
  });

test.each(['spin', 'allocate', 'flood', 'exit', 'throw'])(
  'if rendering a page fails with %s, the page is shown as plain text and is not rendered again',
  async (attack) => {
    await open();
    const { share_id } = (await upload(`RENDER UNLESS PLAIN ATTACK: ${attack}`)).json();
    const page = await view(share_id);
    expect(page).toContain('some parts are plain text or left out');
    expect(page).toContain(`<pre>**RENDER UNLESS PLAIN ATTACK: ${attack}**</pre>`);
    const before = stopped();
    expect(before).toBe(attack === 'throw' ? 0 : 1);
    expect(await view(share_id)).toBe(page);
    expect(stopped()).toBe(before);
    // The stopped worker was replaced.
    for (const text of ['one', 'two', 'three']) {
      expect(await view((await upload(text)).json().share_id)).toContain(`<strong>${text}</strong>`);
    }
  },
);

test('a page that cannot even be shown as plain text links to the download', async () => {
  await open();
  const { share_id } = (await upload('RENDER ATTACK: spin')).json();
  const page = await view(share_id);
  expect(page).toContain('too complex to show');
  expect(page).toContain(`/api/notebook/download/${share_id}`);
});

test('refuses a notebook that takes too long to check, and stores nothing', async () => {
  await open();
  expect((await upload('SCAN ATTACK: spin')).json()).toMatchObject({ status: 422, code: 'NOTEBOOK_INVALID' });
  expect((await opened.app.inject('/api/stats')).json()).toMatchObject({ notebooks: 0 });
});

test.each(['spin', 'throw'])(
  'if reading a card fails with %s, the notebook is generated from the metadata',
  async (name) => {
    await open();
    const made = await generate(name);
    expect(made.statusCode).toBe(201);
    expect(made.json().warnings).toContain(
      'Processing the model card took too long, so this notebook was generated without it.',
    );
    expect(made.json().notes.join()).toMatch(/the model card takes too long to read/);
    expect((await generate('none')).json().warnings).toEqual([]);
  },
);

test('while the worker for cards is busy, a notebook is generated from the metadata', async () => {
  await open(withHostile({ ...TEST_WORKERS.limits, compose: { cpuMs: 20_000, waitMs: 1 } }));
  // The first requests start the workers, which may take longer than the limits on waiting.
  while ((await generate('none')).json().notes.length > 0);
  const both = await Promise.all([generate('slow'), generate('slow'), generate('slow'), generate('slow')]);
  const notes = both.map((answer) => answer.json().notes.join());
  expect(notes).toContain('the server was too busy to read the model card.');
  expect(both.map(({ statusCode }) => statusCode)).toEqual([201, 201, 201, 201]);
});

test('a page that could not be rendered in time is rendered on the next view', async () => {
  await open(withHostile({ ...TEST_WORKERS.limits, render: { cpuMs: 20_000, waitMs: 1 } }));
  const busy = Array.from({ length: 8 }, () => upload('SCAN ATTACK: slow'));
  const { share_id } = (await upload('text')).json();
  await Promise.all(busy);
  await expect.poll(() => view(share_id)).toContain('<strong>text</strong>');
});

test('clients take turns, no matter how many notebooks one of them sends', async () => {
  await open(withHostile());
  await upload('starts the workers');
  const order: string[] = [];
  const send = (client: string) =>
    upload('SCAN ATTACK: slow', client).then(({ statusCode }) => order.push(`${client} ${statusCode}`));
  const many = Array.from({ length: 16 }, () => send('10.0.0.1'));
  await Promise.all([...many, send('10.0.0.2')]);
  expect(order.filter((entry) => entry.endsWith(' 201')).length).toBe(17);
  expect(order.indexOf('10.0.0.2 201')).toBeLessThan(9);
});

test('/healthz responds while every worker is stuck', async () => {
  await open(withHostile({ ...TEST_WORKERS.limits, scan: { cpuMs: 700, waitMs: 100_000 } }));
  await upload('starts the workers');
  const order: string[] = [];
  const attacks = ['10.0.0.1', '10.0.0.2', '10.0.0.3'].map((client) =>
    upload('SCAN ATTACK: spin', client).then(() => order.push('attack')),
  );
  for (let count = 0; count < 3; count++) {
    expect((await opened.app.inject('/healthz')).statusCode).toBe(200);
    order.push('health');
  }
  await Promise.all(attacks);
  expect(order).toEqual([...Array(3).fill('health'), ...Array(3).fill('attack')]);
});

test.each(['is idle', 'is stuck'])('a worker that %s ends when its server is killed', async (state) => {
  await open();
  const child = fork(hostile.file, {
    execArgv: [],
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  });
  child.send({ maxRssBytes: 1e9, secrets: [] } satisfies WorkerSetup);
  await once(child, 'message');
  const exited = once(child, 'exit');
  const bytes = Buffer.from('SCAN ATTACK: spin');
  if (state === 'is stuck') child.send({ job: 'scan', input: { bytes }, cpuMs: 300 } satisfies JobMessage);
  child.disconnect();
  expect(await exited).toEqual(state === 'is stuck' ? [null, 'SIGKILL'] : [0, null]);
});
