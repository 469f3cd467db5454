import { afterAll, beforeAll, expect, test } from 'vitest';
import type { App } from '../../src/server/fastify-app.ts';
import { openStore } from '../../src/server/store/open-store.ts';
import { withShareCache } from '../../src/server/store/share-cache.ts';
import type { Store } from '../../src/server/store/store.ts';
import { createTestClock } from '../test-clock.ts';
import { notebookText, type OpenedApp, openApp } from './open-app.ts';
import { LATER, newNotebook, T0 } from './store-cases.ts';

const NO_HUB = 'http://127.0.0.1:9';
const clock = createTestClock(Date.parse(T0));
let here: OpenedApp;
let otherStore: Store;
let there: OpenedApp;

beforeAll(async () => {
  here = await openApp(NO_HUB, clock);
  otherStore = (await openStore({ dataDir: here.dataDir })).store;
  there = await openApp(NO_HUB, { store: otherStore, ...clock });
});
afterAll(async () => {
  await there.close();
  await otherStore.close();
  await here.close();
});

async function share(query = ''): Promise<{ share_id: string; deletion_token: string }> {
  const headers = { 'content-type': 'application/json' };
  const url = `/api/notebook${query}`;
  return (await here.app.inject({ method: 'POST', url, headers, payload: notebookText() })).json();
}

/** The share in the store. */
const stored = async (id: string) => {
  const found = await here.store.find(id, T0);
  if (found.status !== 'found') throw new Error(found.status);
  return found.notebook;
};

/** Status codes of the page, the metadata and the download. */
const statuses = async (app: App, id: string) => {
  const urls = [`/s/${id}`, `/api/notebook/${id}`, `/api/notebook/download/${id}`];
  return Promise.all(urls.map(async (url) => (await app.inject({ url })).statusCode));
};
const remove = (app: App, id: string, token: string) =>
  app.inject({
    method: 'DELETE',
    url: `/api/notebook/${id}`,
    headers: { authorization: `Bearer ${token}` },
  });

test('a removed share disappears immediately, and within 100 ms on other servers with the same store', async () => {
  const { share_id, deletion_token } = await share();
  expect(await statuses(here.app, share_id)).toEqual([200, 200, 200]);
  expect(await statuses(there.app, share_id)).toEqual([200, 200, 200]);
  expect((await remove(here.app, share_id, 'A'.repeat(43))).statusCode).toBe(404);
  expect(await statuses(here.app, share_id)).toEqual([200, 200, 200]);
  expect((await remove(here.app, share_id, deletion_token)).statusCode).toBe(204);
  expect(await statuses(here.app, share_id)).toEqual([404, 404, 404]);
  clock.advance(100);
  expect(await statuses(there.app, share_id)).toEqual([404, 404, 404]);
});

test('a remembered share expires to the millisecond', async () => {
  const { share_id } = await share('?ttl=60');
  clock.advance(59_999);
  expect(await statuses(here.app, share_id)).toEqual([200, 200, 200]);
  clock.advance(1);
  expect(await statuses(here.app, share_id)).toEqual([410, 410, 410]);
});

test('shows the same download count before and after it is written', async () => {
  const { share_id } = await share();
  for (let download = 1; download <= 3; download++) {
    await here.app.inject({ url: `/api/notebook/download/${share_id}` });
    const facts = await here.app.inject({ url: `/api/notebook/${share_id}` });
    expect(facts.json().download_count).toBe(download);
    await expect.poll(async () => (await stored(share_id)).downloadCount).toBe(download);
    const later = await here.app.inject({ url: `/api/notebook/${share_id}` });
    expect(later.json().download_count).toBe(download);
  }
});

test('reads a share once for many requests, and remembers neither misses nor errors', async () => {
  let reads = 0;
  let isDown = false;
  const counting: Store = {
    ...here.store,
    find: async (shareId, at) => {
      reads++;
      if (isDown) throw new Error('down');
      return here.store.find(shareId, at);
    },
  };
  const store = withShareCache(counting, clock.monotonicNow);
  const notebook = newNotebook({ expiresAt: LATER });
  expect((await store.find(notebook.shareId, T0)).status).toBe('missing');
  await store.save(notebook);
  isDown = true;
  await expect(store.find(notebook.shareId, T0)).rejects.toThrow('down');
  isDown = false;
  reads = 0;
  const found = await Promise.all(Array.from({ length: 50 }, () => store.find(notebook.shareId, T0)));
  expect(found.every(({ status }) => status === 'found')).toBe(true);
  expect(reads).toBe(1);
});

test('does not cache a read during which the share was removed', async () => {
  const notebook = newNotebook();
  await here.store.save(notebook);
  const answers: (() => void)[] = [];
  const slow: Store = {
    ...here.store,
    find: async (shareId, at) => {
      const found = await here.store.find(shareId, at);
      await new Promise<void>((resolve) => answers.push(resolve));
      return found;
    },
  };
  const store = withShareCache(slow, clock.monotonicNow);
  const early = store.find(notebook.shareId, T0);
  await expect.poll(() => answers.length).toBe(1);
  expect(await store.remove(notebook.shareId, notebook.deletionTokenHash)).toBe('removed');
  answers[0]!();
  expect((await early).status).toBe('found');
  const late = store.find(notebook.shareId, T0);
  await expect.poll(() => answers.length).toBe(2);
  answers[1]!();
  expect((await late).status).toBe('missing');
});
