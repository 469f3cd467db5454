import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../src/server/store/open-store.ts';
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

  test('four servers that start at once share one database', async () => {
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

  test('where it does not answer, that is said without the password', async () => {
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
