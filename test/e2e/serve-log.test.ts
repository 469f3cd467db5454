import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { notebookText } from '../server/open-app.ts';
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

const parse = (stderr: string) =>
  stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

// Windows ends a process without notice.
test.skipIf(process.platform === 'win32')(
  'logs one line of JSON per response, without any secret that was sent',
  async () => {
    const SECRET = 'sesame-4711-open';
    const TOKEN = `hf_${'Q'.repeat(34)}`;
    const tokenFile = join(home.dataDir, '../hub-token');
    writeFileSync(tokenFile, TOKEN);
    const server = await home.start({ args: ['--log-level', 'debug', '--hub-token-file', tokenFile] });
    const ask = (path: string, init: RequestInit = {}) => fetch(`${server.url}${path}`, init);
    const shared = (await (
      await ask('/api/notebook', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': `key-${SECRET}-${SECRET}` },
        body: notebookText({ alacard: { note: SECRET } }),
      })
    ).json()) as { share_id: string; deletion_token: string };
    await ask(`/api/notebook/${shared.share_id}?token=${SECRET}`, { headers: { cookie: `a=${SECRET}` } });
    await ask(`/${SECRET}/${TOKEN}?q=${SECRET}`);
    await ask(`/api/models/search?q=${SECRET}`);
    await ask('/api/notebook', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"${TOKEN}`,
    });
    await ask('/api/notebook/generate', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Basic ${SECRET}` },
      body: `{"hf_model_id":"${SECRET} ${TOKEN}"}`,
    });
    await ask('/healthz', { headers: { 'x-request-id': SECRET, 'user-agent': SECRET, referer: SECRET } });
    const removed = await ask(`/api/notebook/${shared.share_id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${shared.deletion_token}` },
    });
    expect(removed.status).toBe(204);
    expect(await server.end()).toBe(0);
    const stderr = server.stderr();
    for (const secret of [SECRET, TOKEN, shared.deletion_token, shared.share_id]) {
      expect(stderr).not.toContain(secret);
    }
    const lines = parse(stderr);
    for (const line of lines) expect(Date.parse(line.time as string)).toBeGreaterThan(0);
    expect(lines.find(({ msg }) => msg === 'serving')).toMatchObject({ level: 'info', url: server.url });
    expect(lines.at(-1)).toMatchObject({ msg: 'stopped' });
    const answers = lines.filter(({ msg }) => msg === 'request completed');
    expect(answers.map(({ level, method, route, status }) => [level, method, route, status])).toEqual([
      ['info', 'POST', '/api/notebook', 201],
      ['info', 'GET', '/api/notebook/:shareId', 200],
      ['info', 'GET', 'none', 404],
      // The Hub does not know that token, so it was queried without one.
      ['info', 'GET', '/api/models/search', 200],
      ['info', 'POST', '/api/notebook', 422],
      ['info', 'POST', '/api/notebook/generate', 400],
      ['debug', 'GET', '/healthz', 200],
      ['info', 'DELETE', '/api/notebook/:shareId', 204],
    ]);
    for (const { id, ms } of answers) {
      expect(id).toMatch(/^[0-9a-f-]{36}$/);
      expect(ms).toBeGreaterThan(0);
    }
    expect(removed.headers.get('x-request-id')).toBe(answers.at(-1)!.id);
  },
);

test('reports an unreachable database without its password', async () => {
  const error = await home
    .start({ env: { DATABASE_URL: 'postgres://someone:hunter2secret@127.0.0.1:1/cards' } })
    .catch((thrown: Error) => thrown);
  expect((error as Error).message).toMatch(/exit code 5.*store is unavailable/s);
  expect((error as Error).message).not.toContain('hunter2secret');
});

test('accepts --log-level silent and refuses an unknown level', async () => {
  const server = await home.start({ args: ['--log-level', 'silent'] });
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  await server.end();
  expect(server.stderr()).toBe('');
  const refused = await home.start({ args: ['--log-level', 'loud'] }).catch((thrown: Error) => thrown);
  expect((refused as Error).message).toMatch(/exit code 2.*--log-level must be silent/s);
});
