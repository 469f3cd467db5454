import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OpenedStore } from '../../src/server/store/open-store.ts';
import { openStore } from '../../src/server/store/open-store.ts';
import { openSqlite } from '../../src/server/store/sqlite-driver.ts';
import { notebookText, type OpenedApp, openApp } from './open-app.ts';

const NO_HUB = 'http://127.0.0.1:9';
let dataDir: string;
let file: string;
const closing: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'alacard-faults-'));
  file = join(dataDir, 'alacard.sqlite');
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A listening server. @returns a function that sends it a request */
async function serve(lockWaitMs: number) {
  const { store }: OpenedStore = await openStore({ dataDir, lockWaitMs });
  closing.push(() => store.close());
  const opened: OpenedApp = await openApp(NO_HUB, { store });
  closing.push(() => opened.close());
  await opened.app.listen({ port: 0 });
  const { port } = opened.app.server.address() as AddressInfo;
  return (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init);
}

type Send = Awaited<ReturnType<typeof serve>>;
const upload = (send: Send, headers: Record<string, string> = {}) =>
  send('/api/notebook', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: notebookText(),
  });
const share = async (send: Send) => {
  const response = await upload(send);
  expect(response.status).toBe(201);
  return ((await response.json()) as { share_id: string }).share_id;
};
const statuses = async (send: Send, ...paths: string[]) => {
  const found: number[] = [];
  for (const path of paths) found.push((await send(path)).status);
  return found;
};

describe('while another process holds the database lock', () => {
  async function holdLock(): Promise<() => Promise<void>> {
    const holder: ChildProcess = spawn(
      process.execPath,
      [join(import.meta.dirname, 'hold-store-lock.mjs'), file],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const exited = once(holder, 'exit');
    const release = async () => {
      holder.stdin!.end();
      await exited;
    };
    closing.push(release);
    await once(holder.stdout!, 'data');
    return release;
  }

  test('the server responds, and a waiting upload succeeds once the lock is released', async () => {
    const send = await serve(600_000);
    const shareId = await share(send);
    const release = await holdLock();
    let isAnswered = false;
    const waiting = upload(send).finally(() => {
      isAnswered = true;
    });
    expect(await statuses(send, '/healthz', '/readyz', `/s/${shareId}`, '/gallery')).toEqual([
      200, 503, 200, 200,
    ]);
    expect(isAnswered).toBe(false);
    await release();
    expect((await waiting).status).toBe(201);
    expect(await statuses(send, '/readyz')).toEqual([200]);
  });

  test('an upload that waited too long gets 503 with Retry-After, and can be repeated', async () => {
    const send = await serve(50);
    await share(send);
    const release = await holdLock();
    const key = { 'idempotency-key': randomUUID() };
    const refused = await upload(send, key);
    expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([503, 10]);
    expect(await refused.json()).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await release();
    expect((await upload(send, key)).status).toBe(201);
  });
});

describe('a database that a newer version has migrated', () => {
  test('is refused with its file and the migration, and is left unchanged', async () => {
    const { store } = await openStore({ dataDir });
    await store.close();
    const change = (sql: string) => {
      const database = new Database(file);
      database.exec(sql);
      database.close();
    };
    change("insert into migrations values ('9999-from-later')");
    await expect(openStore({ dataDir })).rejects.toMatchObject({
      exitCode: 2,
      message: `${file} was migrated by a newer version of alacard (9999-from-later)`,
      hint: expect.stringMatching(/^Upgrade alacard, or /),
    });
    change("delete from migrations where name = '9999-from-later'");
    const again = await openStore({ dataDir });
    await again.store.close();
  });
});

describe.skipIf(process.platform === 'win32')('a database file', () => {
  test('that was moved away gets no uploads, and recovers when it is moved back', async () => {
    const send = await serve(50);
    const shareId = await share(send);
    renameSync(file, `${file}.away`);
    const refused = await upload(send);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10']);
    expect(await refused.text()).not.toContain(dataDir);
    expect(await statuses(send, '/readyz', '/healthz', `/s/${shareId}`)).toEqual([503, 200, 200]);
    renameSync(`${file}.away`, file);
    expect(await statuses(send, '/readyz')).toEqual([200]);
    const next = await share(send);
    const { store } = await openStore({ dataDir });
    closing.push(() => store.close());
    for (const id of [shareId, next]) {
      expect(await store.find(id, new Date().toISOString())).toMatchObject({ status: 'found' });
    }
  });

  test('that was replaced by another gets no uploads', async () => {
    const send = await serve(50);
    await share(send);
    copyFileSync(file, `${file}.new`);
    renameSync(`${file}.new`, file);
    expect((await upload(send)).status).toBe(503);
    expect(await statuses(send, '/readyz')).toEqual([503]);
  });

  test.each(['-wal', '-shm'])(
    'ending in %s that was deleted stops uploads, and earlier ones are kept',
    async (suffix) => {
      const send = await serve(50);
      const shareId = await share(send);
      rmSync(file + suffix);
      expect((await upload(send)).status).toBe(503);
      expect(await statuses(send, '/readyz')).toEqual([503]);
      // As after a power failure, only the content of the files remains.
      const copy = mkdtempSync(join(dataDir, 'copy-'));
      copyFileSync(file, join(copy, 'alacard.sqlite'));
      const { store } = await openStore({ dataDir: copy });
      closing.push(() => store.close());
      expect(await store.find(shareId, new Date().toISOString())).toMatchObject({ status: 'found' });
    },
  );

  test('that is moved during a write fails that write', async () => {
    const database = await openSqlite(file);
    const run = (sql: string) => database.prepare(sql).run([]);
    run('begin');
    run('create table things (name text)');
    run('commit');
    run('begin');
    run("insert into things values ('kept')");
    renameSync(file, `${file}.away`);
    expect(() => run('commit')).toThrow(/was moved or deleted while the server was running/);
    expect(() => run("insert into things values ('refused')")).toThrow(/put it back/);
    renameSync(`${file}.away`, file);
    run("insert into things values ('later')");
    expect(database.prepare('select name from things').all([])).toMatchObject([
      { name: 'kept' },
      { name: 'later' },
    ]);
    database.close();
  });
});
