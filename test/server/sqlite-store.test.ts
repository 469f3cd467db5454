import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'libsql';
import { afterAll, expect, test } from 'vitest';
import { openStore } from '../../src/server/store/open-store.ts';
import { describeStore, newNotebook, T0 } from './store-cases.ts';

const folder = mkdtempSync(join(tmpdir(), 'alacard-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
const hasNodeSqlite = major > 22 || (major === 22 && minor >= 13);

describeStore('SQLite by libsql', async () => {
  const opened = await openStore({ dataDir: join(folder, 'libsql'), sqliteDriver: 'libsql' });
  return opened.store;
});

// Node 20 has no built-in SQLite. CI also runs this file with a newer Node.
if (hasNodeSqlite) {
  describeStore('SQLite by Node', async () => {
    const opened = await openStore({ dataDir: join(folder, 'node'), sqliteDriver: 'node' });
    return opened.store;
  });
}

test('four processes share one folder', async () => {
  const dataDir = join(folder, 'shared');
  const tsx = join(import.meta.dirname, '../../node_modules/tsx/dist/cli.mjs');
  const script = join(import.meta.dirname, 'save-many.ts');
  const runs = await Promise.all(
    Array.from({ length: 4 }, () => promisify(execFile)(process.execPath, [tsx, script, dataDir, '50'])),
  );
  const saved = runs.flatMap(({ stdout }) => stdout.trim().split('\n'));
  expect(new Set(saved).size).toBe(200);
  const { store } = await openStore({ dataDir });
  for (const shareId of saved) expect((await store.find(shareId, T0)).status).toBe('found');
  await store.close();
}, 60_000);

test('notebooks from before origins were recorded count as uploads', async () => {
  const dataDir = join(folder, 'before-origins');
  const notebook = newNotebook();
  const first = await openStore({ dataDir });
  await first.store.save(notebook);
  await first.store.close();
  const database = new Database(join(dataDir, 'alacard.sqlite'));
  database.exec('alter table contents drop column generated_here');
  database.exec("delete from migrations where name = '0004-generated-here'");
  database.close();
  const { store } = await openStore({ dataDir });
  const { model_info } = notebook.metadata;
  const found = await store.find(notebook.shareId, T0);
  expect(found).toMatchObject({ notebook: { origin: 'uploaded' } });
  expect(found.status === 'found' && found.notebook.metadata).toEqual({
    model_info,
    source_readme_sha: null,
  });
  await store.close();
});

test.skipIf(process.platform === 'win32')('only the owner can read the folder', async () => {
  const dataDir = join(folder, 'private');
  const { store } = await openStore({ dataDir });
  await store.close();
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
});

test.each([
  ['mysql://localhost/x', /postgres:\/\//],
  ['not a url', /DATABASE_URL must be a URL/],
])('refuses DATABASE_URL=%s', async (databaseUrl, message) => {
  await expect(openStore({ databaseUrl, dataDir: folder })).rejects.toThrow(message);
});
