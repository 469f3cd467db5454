import { openStore } from '../../src/server/store/open-store.ts';
import { newNotebook } from './store-cases.ts';

/**
 * `save-many.ts <folder> <rows>`: one of several processes that use the same SQLite file. Prints the ids of saved
 * shares.
 */
const [dataDir, rows] = process.argv.slice(2) as [string, string];
const { store } = await openStore({ dataDir });
for (let row = 0; row < Number(rows); row++) {
  const notebook = newNotebook();
  await store.save(notebook);
  console.log(notebook.shareId);
}
await store.close();
