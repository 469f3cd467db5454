import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import stringWidth from 'string-width';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fixtureModel } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createSandbox, type Sandbox } from '../e2e/run-alacard.ts';
import { openApp } from '../server/open-app.ts';
import { KEYS, openPty, type PtySession } from './open-pty.ts';

let hub: FakeHub;
let sandbox: Sandbox;
beforeEach(async () => {
  const poet = fixtureModel('acorn-labs/tiny-poet');
  hub = await startFakeHub({ models: [poet] });
  Object.assign(poet.info, { downloads: 1_234_567, likes: 42 });
  hub.addModel({
    id: 'acorn-labs/other',
    gated: 'manual',
    info: {
      pipeline_tag: 'translation',
      downloads: 9_000_000,
      likes: 3,
      tags: ['license:mit'],
      safetensors: { total: 8e9 },
    },
  });
  hub.addModel({
    id: 'evil/names',
    info: {
      pipeline_tag: '\u001b]0;owned\u0007x',
      library_name: '\u202egnp',
      tags: ['license:\u001b[41mred'],
      downloads: 3,
    },
  });
  sandbox = createSandbox(hub.url);
});
afterEach(async () => {
  sandbox.remove();
  await hub.close();
});

/** From the start to the list of models. */
async function toModels(session: PtySession): Promise<void> {
  await session.until(/What kind of model\?[\s\S]*any/);
  session.type(KEYS.enter);
  await session.until(/Which model\?/);
}

const files = () => readdirSync(sandbox.cwd);

test('generates the model that was found by typing, and shows the next step', async () => {
  const session = openPty(sandbox, []);
  await toModels(session);
  await session.until(/acorn-labs\/other .*9M/);
  session.type('acorn');
  await session.until(/acorn-labs\/tiny-poet(?![\s\S]*evil)/);
  await session.until(/❯ acorn-labs\/other/);
  session.type(KEYS.down);
  await session.until(/❯ acorn-labs\/tiny-poet +\S* *1\.2M +42/);
  session.type(KEYS.enter);
  await session.until(/Save the notebook as:.*tiny-poet\.ipynb/);
  session.type(KEYS.enter);
  expect(await session.ended).toBe(0);
  expect(session.screen()).toMatch(/next: alacard run tiny-poet\.ipynb, or alacard open tiny-poet\.ipynb/);
  expect(JSON.parse(readFileSync(join(sandbox.cwd, 'tiny-poet.ipynb'), 'utf8')).metadata.alacard.model).toBe(
    'acorn-labs/tiny-poet',
  );
  expect(session.isCursorHidden()).toBe(false);
});

test('finds a category by a typed word, and marks gated models', async () => {
  const session = openPty(sandbox, ['pick']);
  await session.until(/What kind of model\?/);
  session.type('translate');
  await session.until(/❯ translation/);
  session.type(KEYS.enter);
  await session.until(/❯ acorn-labs\/other +8B +9M +3 +mit +gated/);
  expect(session.screen()).not.toContain('tiny-poet');
  session.type(KEYS.ctrlC);
  expect(await session.ended).toBe(130);
});

test('neither offers nor accepts an existing file', async () => {
  writeFileSync(join(sandbox.cwd, 'tiny-poet.ipynb'), 'mine');
  const session = openPty(sandbox, ['pick', '-c', 'text-generation']);
  await session.until(/❯ acorn-labs\/tiny-poet/);
  session.type(KEYS.enter);
  await session.until(/Save the notebook as:.*tiny-poet-2\.ipynb/);
  session.type(`tiny-poet.ipynb${KEYS.enter}`);
  await session.until(/This file already exists/);
  session.type(`${'\u007f'.repeat(20)}new/one.py${KEYS.enter}`);
  expect(await session.ended).toBe(0);
  expect(existsSync(join(sandbox.cwd, 'new/one.py'))).toBe(true);
  expect(readFileSync(join(sandbox.cwd, 'tiny-poet.ipynb'), 'utf8')).toBe('mine');
});

describe('with a share server configured', () => {
  const toShare = async (env: Record<string, string>) => {
    const session = openPty(sandbox, ['pick', '-c', 'text-generation'], { env });
    await session.until(/❯ acorn-labs\/tiny-poet/);
    session.type(KEYS.enter);
    await session.until(/Save the notebook as:.*tiny-poet\.ipynb/);
    session.type(KEYS.enter);
    await session.until(/Share it on 127\.0\.0\.1:\d+\? Anyone with the link can see it\. \(y\/N\)/);
    return session;
  };

  test('shares on yes', async () => {
    const server = await openApp(hub.url);
    const url = await server.app.listen({ host: '127.0.0.1', port: 0 });
    const session = await toShare({ ALACARD_SHARE_URL: url });
    session.type(`y${KEYS.enter}`);
    expect(await session.ended).toBe(0);
    const id = new RegExp(`${url}/s/([\\w-]{22})\\s*$`).exec(session.screen())?.[1];
    const { body } = await server.app.inject(`/api/notebook/download/${id}`);
    expect(body).toBe(readFileSync(join(sandbox.cwd, 'tiny-poet.ipynb'), 'utf8'));
    await server.close();
  });

  test('sends nothing on Enter, which means no', async () => {
    const session = await toShare({ ALACARD_SHARE_URL: 'http://127.0.0.1:9' });
    session.type(KEYS.enter);
    expect(await session.ended).toBe(0);
    expect(session.screen()).toMatch(/next: alacard run tiny-poet\.ipynb/);
    expect(session.screen()).not.toMatch(/shared|refused/);
  });

  test('leaves no file on Ctrl-C', async () => {
    const session = await toShare({ ALACARD_SHARE_URL: 'http://127.0.0.1:9' });
    session.type(KEYS.ctrlC);
    expect(await session.ended).toBe(130);
    expect(files()).toEqual([]);
    expect(session.isCursorHidden()).toBe(false);
  });
});

const STEPS: [name: string, reach: (session: PtySession) => Promise<void>][] = [
  ['the kind', (session) => session.until(/What kind of model\?/)],
  [
    'the model',
    async (session) => {
      await toModels(session);
      await session.until(/acorn-labs\/other/);
    },
  ],
  [
    'a search under way',
    async (session) => {
      await toModels(session);
      await session.until(/acorn-labs\/other/);
      hub.setFault('/api/models', { kind: 'hang' });
      session.type('poet');
      await session.until(/Searching\.\.\./);
    },
  ],
  [
    'the file',
    async (session) => {
      await toModels(session);
      await session.until(/acorn-labs\/other/);
      session.type(KEYS.enter);
      await session.until(/Save the notebook as:/);
    },
  ],
];

describe.each(STEPS)('at %s', (_, reach) => {
  test.each<[string, (session: PtySession) => void, number]>([
    ['Ctrl-C', (session) => session.type(KEYS.ctrlC), 130],
    ['Ctrl-D', (session) => session.type(KEYS.ctrlD), 130],
    ['SIGTERM', (session) => session.kill('SIGTERM'), 143],
  ])('%s leaves no file and restores the terminal', async (_, stop, code) => {
    const session = openPty(sandbox, []);
    await reach(session);
    stop(session);
    expect(await session.ended).toBe(code);
    expect(files()).toEqual([]);
    expect(session.isCursorHidden()).toBe(false);
    expect(session.screen()).toMatch(/error: (interrupted|terminated)/);
    expect(session.screen()).not.toMatch(/bug|Error:|at .*\.js/);
  });
});

test('shows that a search is running, and Enter does not choose from the list before it', async () => {
  const session = openPty(sandbox, ['pick', '-c', 'text-generation'], { columns: 80 });
  await session.until(/❯ acorn-labs\/tiny-poet/);
  hub.addModel({ id: 'acorn-labs/slow', info: { pipeline_tag: 'text-generation', downloads: 1 } });
  let answer = () => {};
  hub.setFault('/api/models', { kind: 'wait', until: new Promise<void>((resolve) => (answer = resolve)) });
  session.type('slow');
  await session.until(/Searching\.\.\./);
  session.type(KEYS.enter);
  await session.until(/results for: slow/);
  answer();
  await session.until(/❯ acorn-labs\/slow/);
  session.type(KEYS.enter);
  await session.until(/Save the notebook as:.*slow\.ipynb/);
  session.type(KEYS.ctrlC);
  expect(await session.ended).toBe(130);
});

test('reports that there are no results, and finds models again after more typing', async () => {
  const session = openPty(sandbox, ['pick', '-c', 'text-generation']);
  await session.until(/❯ acorn-labs\/tiny-poet/);
  session.type('zzz');
  await session.until(/No results/);
  session.type(KEYS.enter);
  session.type('\u007f'.repeat(3));
  await session.until(/❯ acorn-labs\/tiny-poet/);
  session.type(KEYS.ctrlC);
  await session.ended;
});

test('lists the bundled models without a network, and says so', async () => {
  const session = openPty(sandbox, ['pick', '-c', 'asr', '--endpoint', 'http://127.0.0.1:9']);
  await session.until(/offline: built-in models, \w+ 20\d\d/);
  await session.until(/❯ \S+.*M/);
  session.type('whisper large');
  await session.until(/❯ \S*whisper-large/);
  session.type(KEYS.ctrlC);
  expect(await session.ended).toBe(130);
});

test('exits with 4 for a rejected token', async () => {
  const session = openPty(sandbox, ['pick', '-c', 'asr'], { env: { HF_TOKEN: 'hf_notatoken' } });
  expect(await session.ended).toBe(4);
  expect(session.screen()).toMatch(/rejected the token/);
  expect(session.isCursorHidden()).toBe(false);
});

test('fits 40 columns', async () => {
  hub.addModel({
    id: 'a-rather-long-organisation/with-a-rather-long-model-name-v2.5-instruct',
    info: { downloads: 99_000_000, likes: 7 },
  });
  const session = openPty(sandbox, [], { columns: 40 });
  await toModels(session);
  await session.until(/❯ a-rather-\S*…\S*-instruct +99M/);
  const row = session
    .screen()
    .split('\n')
    .find((line) => line.includes('acorn-labs/other'))!;
  expect(row).toMatch(/9M +3$/);
  for (const line of session.screen().split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(40);
  session.type('poet');
  await session.until(/❯ acorn-labs\/tiny-poet/);
  session.type(KEYS.enter);
  await session.until(/Save the notebook as:/);
  session.type(KEYS.enter);
  expect(await session.ended).toBe(0);
  expect(files()).toEqual(['tiny-poet.ipynb']);
});

test('prints no control characters from hostile names', async () => {
  const session = openPty(sandbox, []);
  await toModels(session);
  session.type('evil');
  await session.until(/❯ evil\/names/);
  await session.until(/3 downloads/);
  expect(session.raw()).not.toContain('owned\u0007');
  expect(session.raw()).not.toContain('\u001b[41m');
  expect(session.raw()).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u009b]/);
  session.type(KEYS.ctrlC);
  await session.ended;
});

describe('a list on a terminal', () => {
  test.each([40, 60, 80, 120])('fits %d columns, with and without colors', async (columns) => {
    const session = openPty(sandbox, ['popular'], { columns });
    expect(await session.ended).toBe(0);
    const screen = session.screen();
    expect(screen).toMatch(/^MODEL +/);
    expect(screen).toMatch(/next: alacard generate acorn-labs\/other/);
    for (const line of screen.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    const plain = openPty(sandbox, ['popular'], { columns, env: { NO_COLOR: '1' } });
    await plain.ended;
    expect(plain.screen()).toBe(screen);
    expect(plain.raw()).not.toMatch(/\u001b\[\d+m/);
  });
});

describe('without a terminal', () => {
  test('pick exits with 2 and names the command to use', async () => {
    expect(await sandbox.run(['pick'])).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'error: pick requires an interactive terminal\nhint: Use alacard search <words>, then alacard generate <model>\n',
    });
  });

  test('alacard without arguments prints the help and exits with 2', async () => {
    const { code, stderr } = await sandbox.run([]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/alacard popular/);
  });

  test('a dumb terminal does not count', async () => {
    const session = openPty(sandbox, ['pick'], { env: { TERM: 'dumb' } });
    expect(await session.ended).toBe(2);
  });
});
