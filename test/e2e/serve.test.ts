import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { packageVersion } from '../../src/package-root.ts';
import { renderMarkdown } from '../../src/server/pages/render-markdown.ts';
import { notebookText, openApp } from '../server/open-app.ts';
import { BIN } from './run-alacard.ts';
import { createServerHome, type ServerHome } from './start-server.ts';

let hub: FakeHub;
let home: ServerHome;
beforeAll(async () => {
  hub = await startFakeHub({ models: fixtureModels });
  home = createServerHome(hub.url);
});
afterAll(async () => {
  home.remove();
  await hub.close();
});

test('two servers share one data folder', async () => {
  const [one, two] = await Promise.all([home.start(), home.start()]);
  const upload = async (url: string, text: string) =>
    (await (
      await fetch(`${url}/api/notebook`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: text,
      })
    ).json()) as { share_id: string; deletion_token: string };
  const texts = Array.from({ length: 20 }, (_, at) => notebookText({ alacard: { note: at } }));
  const shared = await Promise.all(texts.map((text, at) => upload((at % 2 ? one : two).url, text)));
  for (const [at, { share_id }] of shared.entries()) {
    for (const { url } of [one, two]) {
      expect(await (await fetch(`${url}/api/notebook/download/${share_id}`)).text()).toBe(texts[at]);
    }
  }
  const [{ share_id, deletion_token }] = shared as [(typeof shared)[0]];
  const removed = await fetch(`${two.url}/api/notebook/${share_id}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${deletion_token}` },
  });
  expect(removed.status).toBe(204);
  expect((await fetch(`${two.url}/api/notebook/${share_id}`)).status).toBe(404);
  // The other server may cache it for a moment. See docs/server.md.
  await expect.poll(async () => (await fetch(`${one.url}/api/notebook/${share_id}`)).status).toBe(404);
  await Promise.all([one.end(), two.end()]);
  // Each server wrote its counts. Windows ends a process without notice.
  if (process.platform === 'win32') return;
  const third = await home.start();
  const facts = await fetch(`${third.url}/api/notebook/${shared[1]!.share_id}`);
  expect(await facts.json()).toMatchObject({ download_count: 2 });
  await third.end();
});

test('does not need anything that the bundle omits from its packages', async () => {
  const server = await home.start();
  const source = await openApp(hub.url, { version: packageVersion() });
  const text =
    '# A <b style="color: red">title</b> &eacute;\n\n| a | b |\n| - | - |\n| `1` | [2](https://a.example/?b&c) |';
  const upload = await fetch(`${server.url}/api/notebook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: notebookText({ cells: [{ cell_type: 'markdown', id: 'a', metadata: {}, source: text }] }),
  });
  const { share_url } = (await upload.json()) as { share_url: string };
  expect(await (await fetch(share_url)).text()).toContain(renderMarkdown(text).text);
  for (const path of [
    '/api/docs/openapi.json',
    '/api/models/search?limit=none',
    '/api/tasks/none',
    '/none',
  ]) {
    const answer = await fetch(server.url + path);
    const expected = await source.app.inject(path);
    expect([path, answer.status, await answer.text()]).toEqual([path, expected.statusCode, expected.body]);
  }
  const names = (metrics: string) => metrics.match(/^# .*/gm)?.sort();
  const expected = await source.app.inject('/metrics');
  expect(names(await (await fetch(`${server.url}/metrics`)).text())).toEqual(names(expected.body));
  await Promise.all([server.end(), source.close()]);
});

test.skipIf(process.platform === 'win32').each(['SIGTERM', 'SIGKILL'] as const)(
  'leaves no worker process behind after %s',
  async (signal) => {
    const server = await home.start();
    const children = () =>
      spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
        .stdout.split('\n')
        .map((line) => line.trim().split(/\s+/).map(Number))
        .flatMap(([pid, parent]) => (parent === server.pid ? [pid!] : []));
    const workers = children();
    expect(workers.length).toBeGreaterThan(1);
    await server.end(signal);
    const isAlive = (pid: number) => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    await expect.poll(() => workers.filter(isAlive)).toEqual([]);
  },
);

test('reports a port that is in use, with a hint', async () => {
  const server = await home.start();
  const { port } = new URL(server.url);
  const refused = (await home.start({ args: ['--port', port] }).catch((thrown: Error) => thrown)) as Error;
  expect(refused.message).toMatch(/exit code 2: .*port \d+: the port is already in use.*--port 0/s);
  await server.end();
});

describe('when Node has no built-in SQLite', () => {
  const [major] = process.versions.node.split('.').map(Number) as [number];
  const root = mkdtempSync(join(tmpdir(), 'alacard-alone-'));
  const modules = join(root, 'node_modules');
  beforeAll(() => cpSync(resolve(dirname(BIN), '..'), join(modules, 'alacard'), { recursive: true }));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const LIBSQL = { name: 'libsql', version: '0.5.0', main: 'index.js' };
  test.each<[string, string | undefined, RegExp]>([
    ['no libsql', undefined, /has no built-in SQLite.*npx -p alacard -p libsql alacard serve/s],
    [
      'a libsql without its native part',
      "require('@libsql/of-another-system')",
      /libsql is installed but failed to load: Cannot find module '@libsql\/of-another-system'.*Reinstall it/s,
    ],
    [
      'a libsql for another Node',
      "throw new Error('compiled against a different Node.js version')",
      /libsql is installed but failed to load: compiled against a different Node\.js version/,
    ],
  ])('explains %s', (_, index, said) => {
    if (index !== undefined) {
      mkdirSync(join(modules, 'libsql'), { recursive: true });
      writeFileSync(join(modules, 'libsql/package.json'), JSON.stringify(LIBSQL));
      writeFileSync(join(modules, 'libsql/index.js'), index);
    }
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        ...(major >= 22 ? ['--no-experimental-sqlite'] : []),
        join(modules, 'alacard/bin/alacard.js'),
        ...['serve', '--port', '0', '--data-dir', join(root, 'data')],
      ],
      { encoding: 'utf8', env: { PATH: process.env.PATH } },
    );
    expect(stderr).toMatch(said);
    expect(status).toBe(2);
  });
});
