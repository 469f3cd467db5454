import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createServerHome, type RunningServer } from '../e2e/start-server.ts';
import { notebookText } from '../server/open-app.ts';

const cleaning: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleaning.splice(0).reverse()) await clean();
});

async function openHome() {
  const hub = await startFakeHub({ models: fixtureModels });
  cleaning.push(() => hub.close());
  const home = createServerHome(hub.url);
  cleaning.push(home.remove);
  return home;
}

test.skipIf(!canMount())(
  'a full disk: reads go on, writes are 507 or 503, and it recovers by itself',
  async () => {
    const home = await openHome();
    mkdirSync(home.dataDir, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', home.dataDir]);
    cleaning.push(() => execFileSync('umount', [home.dataDir]));
    const server = await home.start(START);
    cleaning.push(() => server.end('SIGKILL'));
    const ballast = join(home.dataDir, 'ballast');
    writeFileSync(ballast, Buffer.alloc(12 * 2 ** 20));
    await fillAndRecover(server, [507], () => rmSync(ballast));
  },
);

test.skipIf(process.platform !== 'linux')(
  'a file that cannot grow: reads go on, writes are 507 or 503, and it recovers by itself',
  async () => {
    const home = await openHome();
    // Blocks of 512 bytes. If the signal is ignored, a write beyond the limit is an error, as on a full disk.
    const server = await home.start({ ...START, shell: "trap '' XFSZ; ulimit -S -f 16000" });
    cleaning.push(() => server.end('SIGKILL'));
    await fillAndRecover(server, [503, 507], () =>
      execFileSync('prlimit', ['--pid', String(server.pid), '--fsize=unlimited:unlimited']),
    );
  },
);

const START = { args: ['--trust-proxy', '127.0.0.1'] };

async function fillAndRecover(
  server: RunningServer,
  statuses: number[],
  makeRoom: () => void,
): Promise<void> {
  const kept = new Map<string, string>();
  let refused: Awaited<ReturnType<typeof upload>> | undefined;
  for (let at = 0; at < 100 && refused === undefined; at++) {
    const text = newNotebook();
    const answer = await upload(server, text);
    if (answer.status === 201) kept.set(answer.body.share_id as string, text);
    else refused = answer;
  }
  expect(kept.size).toBeGreaterThan(0);
  for (let again = 0; again < 10; again++) {
    const text = newNotebook();
    const { status, type, body } = await upload(server, text);
    // The store may find space in its log again. Then it must keep what it accepts.
    if (status === 201) {
      kept.set(body.share_id as string, text);
      continue;
    }
    expect(statuses).toContain(status);
    expect(type).toContain('application/problem+json');
    expect(body.code).toMatch(/^STORE_(?:FULL|UNAVAILABLE)$/);
    expect(JSON.stringify(body)).not.toContain('alacard.sqlite');
  }
  await expectAll(server, kept);
  // A notebook is still generated and returned.
  const generated = await post(server, '/api/notebook/generate', '{"hf_model_id":"acorn-labs/tiny-poet"}');
  expect([200, 201]).toContain(generated.status);

  makeRoom();
  const text = newNotebook();
  const after = await upload(server, text);
  expect(after.status).toBe(201);
  kept.set(after.body.share_id as string, text);
  await expectAll(server, kept);
  expect(await server.end()).toBe(0);
}

async function expectAll(server: RunningServer, kept: Map<string, string>): Promise<void> {
  for (const [shareId, text] of kept) {
    const answer = await fetch(`${server.url}/api/notebook/download/${shareId}`);
    expect(answer.status).toBe(200);
    expect((await answer.text()) === text).toBe(true);
  }
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
}

const newNotebook = () =>
  notebookText({
    cells: [
      { cell_type: 'markdown', id: 'a', metadata: {}, source: randomBytes(500_000).toString('base64') },
    ],
  });

const upload = (server: RunningServer, text: string) => post(server, '/api/notebook', text);

async function post(server: RunningServer, path: string, body: string) {
  const client = `10.0.${Math.floor(Math.random() * 256)}.${Math.floor(Math.random() * 256)}`;
  const answer = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': client },
    body,
  });
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    body: (await answer.json()) as Record<string, unknown>,
  };
}

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    // Root in a container may still not.
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
