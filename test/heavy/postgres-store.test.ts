import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { openStore } from '../../src/server/store/open-store.ts';
import { openApp } from '../server/open-app.ts';
import { describeStore, newNotebook, T0 } from '../server/store-cases.ts';
import { findPostgres, type Postgres, startPostgres } from './postgres.ts';

const programs = findPostgres();

describe.skipIf(programs === undefined)('a real Postgres', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres(programs!);
  });
  afterAll(() => postgres?.stop());
  const open = async () => (await openStore({ databaseUrl: postgres.url, dataDir: '' })).store;

  describeStore('Postgres', open);

  test('four servers that start at the same time share one database', async () => {
    const stores = await Promise.all(Array.from({ length: 4 }, open));
    const rows = Array.from({ length: 80 }, () => newNotebook());
    await Promise.all(rows.map((row, at) => stores[at % 4]!.save(row)));
    for (const row of rows) expect((await stores[0]!.find(row.shareId, T0)).status).toBe('found');
    const [one] = rows as [ReturnType<typeof newNotebook>];
    await Promise.all(
      Array.from({ length: 40 }, (_, at) => stores[at % 4]!.addDownloads(new Map([[one.shareId, 1]]))),
    );
    expect(await stores[1]!.find(one.shareId, T0)).toMatchObject({ notebook: { downloadCount: 40 } });
    await Promise.all(stores.map((store) => store.close()));
  });

  test('a database that a newer version has migrated is refused, without the password', async () => {
    const { store, pool } = await openStore({ databaseUrl: postgres.url, dataDir: '' });
    await pool!.query("insert into migrations values ('9999-from-later')");
    const url = new URL(postgres.url);
    url.password = 'hunter2';
    const error = (await openStore({ databaseUrl: url.href, dataDir: '' }).catch(
      (thrown: Error) => thrown,
    )) as Error;
    expect(error).toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/ was migrated by a newer version of alacard \(9999-from-later\)$/),
      hint: expect.stringMatching(/^Upgrade alacard, or /),
    });
    expect(error.message).not.toContain('hunter2');
    await pool!.query("delete from migrations where name = '9999-from-later'");
    await store.close();
  });

  test('two servers count the writes of a client together; without the database each counts alone', async () => {
    const hub = await startFakeHub();
    const servers = await Promise.all(
      [0, 1].map(async () => {
        const { store, pool } = await openStore({ databaseUrl: postgres.url, dataDir: '' });
        const opened = await openApp(hub.url, { store, pool: pool!, limits: { writes: 6, all: 1e6 } });
        return { opened, store, pool: pool! };
      }),
    );
    const write = async (server: number, remoteAddress: string) => {
      const { app } = servers[server]!.opened;
      return (await app.inject({ method: 'POST', url: '/api/notebook', remoteAddress })).statusCode;
    };
    const together = [];
    for (let at = 0; at < 10; at++) together.push(await write(at % 2, '10.0.0.1'));
    expect(together).toEqual([422, 422, 422, 422, 422, 422, 429, 429, 429, 429]);
    for (const { store } of servers) await store.close();
    const alone = [];
    for (let at = 0; at < 8; at++) alone.push(await write(0, '10.0.0.2'));
    expect(alone).toEqual([422, 422, 422, 422, 422, 422, 429, 429]);
    for (const { opened } of servers) await opened.close();
    await hub.close();
  });

  test('reports that it does not respond, without the password', async () => {
    const url = new URL(postgres.url);
    url.port = '1';
    url.password = 'hunter2';
    const error = (await openStore({ databaseUrl: url.href, dataDir: '' }).catch(
      (thrown: Error) => thrown,
    )) as Error;
    expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE', exitCode: 5, httpStatus: 503 });
    expect(`${error.message}${(error.cause as Error).message}`).not.toContain('hunter2');
  });
});
