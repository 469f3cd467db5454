import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import Libsql from 'libsql';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createServerHome, type RunningServer, type ServerHome } from '../e2e/start-server.ts';
import { notebookText } from '../server/open-app.ts';
import { findPostgres, type Postgres, startPostgres } from './postgres.ts';

/** How often each server is killed. */
const KILLS = Number(process.env.ALACARD_KILLS ?? 20);
const UPLOADERS = 6;

type Query = (sql: string) => Promise<Record<string, unknown>[]>;
interface Upload {
  key: string;
  text: string;
}

let hub: FakeHub;
beforeAll(async () => {
  // Each upload queries its model. The Hub's own limit is not tested here.
  hub = await startFakeHub({ models: fixtureModels, quotas: { api: 1e9, resolvers: 1e9, pages: 1e9 } });
});
afterAll(() => hub.close());

describe('a server on SQLite', () => {
  let home: ServerHome;
  beforeAll(() => {
    home = createServerHome(hub.url);
  });
  afterAll(() => home.remove());

  test(`${KILLS} SIGKILLs under uploads`, async () => {
    const query: Query = async (sql) => {
      const database = new Libsql(join(home.dataDir, 'alacard.sqlite'));
      try {
        const statement = database.prepare(sql);
        if (/^(?:select|pragma)/.test(sql)) return statement.all() as Record<string, unknown>[];
        statement.run();
        return [];
      } finally {
        database.close();
      }
    };
    await killManyTimes(home, {}, query);
    expect(await query('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(await query('pragma foreign_key_check')).toEqual([]);
  }, 1_800_000);
});

const programs = findPostgres();
describe.skipIf(programs === undefined)('a server on Postgres', () => {
  let home: ServerHome;
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres(programs!);
    home = createServerHome(hub.url);
  });
  afterAll(() => {
    home?.remove();
    postgres?.stop();
  });

  test(`${KILLS} SIGKILLs under uploads`, async () => {
    const query: Query = async (sql) => {
      const client = new pg.Client({ connectionString: postgres.url });
      await client.connect();
      try {
        return (await client.query(sql)).rows as Record<string, unknown>[];
      } finally {
        await client.end();
      }
    };
    await killManyTimes(home, { DATABASE_URL: postgres.url }, query);
  }, 1_800_000);
});

async function killManyTimes(home: ServerHome, env: Record<string, string>, query: Query): Promise<void> {
  /** SHA-256 of the bytes of each acknowledged share, by share id. */
  const safe = new Map<string, string>();
  const tasks: string[] = [];
  /** Uploads in progress at the kill. They may or may not have been saved. */
  let open: Upload[] = [];
  // Models that only the Hub knows wait in the queue through all the kills.
  const heal = hub.setFault('/api/models/', { kind: 'rate-limit', retryAfter: '30' });
  let retried = 0;

  for (let kill = 0; kill < KILLS; kill++) {
    const server = await home.start({ args: ['--trust-proxy', '127.0.0.1'], env });
    const again = open.splice(0);
    retried += again.length;
    // A third of the kills may come before the server's first acknowledgment.
    open = [...(await attack(server, again, kill % 3 > 0)), ...again];
  }

  async function attack(server: RunningServer, again: Upload[], waits: boolean): Promise<Set<Upload>> {
    const pending = new Set<Upload>();
    let acknowledge = () => {};
    const acknowledged = new Promise<void>((resolve) => {
      acknowledge = resolve;
    });
    let isAlive = true;
    const uploader = async () => {
      while (isAlive) {
        const upload = again.pop() ?? newUpload();
        pending.add(upload);
        const answer = await post(server, '/api/notebook', upload.text, upload.key).catch(() => undefined);
        if (answer === undefined) continue;
        expect(answer.status).toBe(201);
        safe.set(answer.body.share_id as string, sha256(upload.text));
        pending.delete(upload);
        acknowledge();
      }
    };
    const asker = async () => {
      while (isAlive) {
        const body = JSON.stringify({
          hf_model_id: 'acorn-labs/tiny-poet',
          options: { ttl: randomInt(1e5, 3e7) },
        });
        const answer = await post(server, '/api/notebook/generate', body).catch(() => undefined);
        if (answer?.status === 202) tasks.push(answer.body.task_id as string);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    };
    const work = [asker(), ...Array.from({ length: UPLOADERS }, uploader)];
    if (waits) await acknowledged;
    await new Promise((resolve) => setTimeout(resolve, randomInt(50, 800)));
    isAlive = false;
    await server.end('SIGKILL');
    await Promise.all(work);
    return pending;
  }

  heal();
  // The wait of the jobs is over.
  await query(`update tasks set due_at = '2026-01-01T00:00:00.000Z' where status = 'waiting'`);
  const server = await home.start({ args: ['--trust-proxy', '127.0.0.1'], env });
  for (const upload of open) {
    const { status, body } = await post(server, '/api/notebook', upload.text, upload.key);
    expect(status).toBe(201);
    safe.set(body.share_id as string, sha256(upload.text));
  }
  expect(safe.size).toBeGreaterThan(KILLS);
  expect(retried).toBeGreaterThan(0);
  for (const [shareId, hash] of safe) {
    const answer = await fetch(`${server.url}/api/notebook/download/${shareId}`, { headers: client() });
    expect([answer.status, sha256(Buffer.from(await answer.arrayBuffer()))]).toEqual([200, hash]);
  }
  expect(tasks.length).toBeGreaterThan(0);
  for (const id of new Set(tasks)) await expectDone(server, id);
  expect(await server.end()).toBe(0);

  // Each stored notebook is complete, exists once and was requested.
  const rows = await query(
    'select notebooks.share_id, contents.hash, contents.size, contents.bytes from notebooks left join contents on contents.hash = notebooks.content_hash',
  );
  for (const { hash, size, bytes } of rows) {
    const content = Buffer.from(bytes as Uint8Array);
    expect([content.length, sha256(content)]).toEqual([size, hash]);
  }
  const uploaded = rows.filter(({ share_id }) => safe.has(share_id as string));
  expect(uploaded).toHaveLength(safe.size);
  expect(new Set(uploaded.map(({ hash }) => hash)).size).toBe(safe.size);
  // A job whose response was cut off is also done.
  const done = await query(`select id from tasks where status = 'done'`);
  expect(rows).toHaveLength(safe.size + done.length);
  expect(
    await query('select hash from contents where hash not in (select content_hash from notebooks)'),
  ).toEqual([]);
  console.log(
    `${KILLS} kills: ${safe.size} uploads and ${new Set(tasks).size} tasks acknowledged, 0 lost; ${retried} sent again`,
  );
}

async function expectDone(server: RunningServer, id: string): Promise<void> {
  for (const end = Date.now() + 120_000; Date.now() < end; ) {
    const task = (await (
      await fetch(`${server.url}/api/tasks/${id}`, { headers: client() })
    ).json()) as Record<string, unknown>;
    if (task.status === 'done') return;
    expect(task.status).toBe('waiting');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the task ${id} waits still`);
}

function newUpload(): Upload {
  // Up to 200 kB, each different.
  const source = randomBytes(randomInt(100, 100_000)).toString('hex');
  return {
    key: randomUUID(),
    text: notebookText({ cells: [{ cell_type: 'markdown', id: 'a', metadata: {}, source }] }),
  };
}

async function post(server: RunningServer, path: string, body: string, key?: string) {
  const answer = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...client(key), ...(key && { 'idempotency-key': key }) },
    body,
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

/**
 * Each request comes from a different client, so that none is rate limited. Only a repeated request comes from the same
 * client.
 */
function client(key: string = randomUUID()) {
  const [a, b, c] = createHash('sha256').update(key).digest();
  return { 'x-forwarded-for': `10.${a}.${b}.${c}` };
}

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');
