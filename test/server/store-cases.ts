import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NewJob } from '../../src/server/store/job-store.ts';
import type { NewNotebook, Store } from '../../src/server/store/store.ts';

export const T0 = '2026-11-24T10:00:00.000Z';
export const LATER = '2026-11-24T11:00:00.000Z';

export function newNotebook(changes: Partial<NewNotebook> = {}): NewNotebook {
  return {
    id: randomUUID(),
    shareId: randomBytes(16).toString('base64url'),
    createdAt: T0,
    expiresAt: null,
    modelId: 'acorn-labs/tiny-poet',
    origin: 'generated',
    metadata: {
      model_info: { name: 'tiny-poet', pipeline_tag: 'text-generation', downloads: 12, likes: 3 },
      source_readme_sha: null,
      generated_by: 'alacard 1.0.0',
    },
    visibility: 'unlisted',
    deletionTokenHash: sha256(randomBytes(32)),
    bytes: randomBytes(100),
    ...changes,
  };
}

function newTask(changes: Partial<NewJob> = {}): NewJob {
  return {
    id: randomBytes(16).toString('base64url'),
    createdAt: T0,
    expiresAt: '2026-11-25T10:00:00.000Z',
    dueAt: T0,
    workKey: randomUUID(),
    request: '{"hf_model_id":"a/b"}',
    outcome: null,
    ...changes,
  };
}

const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');

/** The behavior of every store, regardless of the database. */
export function describeStore(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    let store: Store;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store?.close());

    test('a saved notebook is found, byte for byte', async () => {
      const bytes = Buffer.from([0, 255, 10, 13, 0, 128, ...Buffer.from('"€"')]);
      const notebook = newNotebook({ bytes, expiresAt: LATER, visibility: 'public' });
      await store.save(notebook);
      const { deletionTokenHash: _hash, bytes: _bytes, ...facts } = notebook;
      const found = await store.find(notebook.shareId, T0);
      expect(found).toEqual({
        status: 'found',
        notebook: { ...facts, downloadCount: 0, contentHash: sha256(bytes), size: bytes.length },
      });
      const content = await store.readContent(sha256(bytes));
      expect(content).toBeInstanceOf(Uint8Array);
      expect(bytes.equals(content!)).toBe(true);
    });

    test('an upload is found without what it says about itself, until the same bytes are generated', async () => {
      const bytes = randomBytes(100);
      const upload = newNotebook({ bytes, origin: 'uploaded' });
      await store.save(upload);
      const { model_info } = upload.metadata;
      const before = await store.find(upload.shareId, T0);
      expect(before).toMatchObject({ notebook: { origin: 'uploaded' } });
      expect(before.status === 'found' && before.notebook.metadata).toEqual({
        model_info,
        source_readme_sha: null,
      });
      const generated = newNotebook({ bytes });
      await store.save(generated);
      await store.save(newNotebook({ bytes, origin: 'uploaded' }));
      for (const { shareId } of [upload, generated]) {
        expect(await store.find(shareId, T0)).toMatchObject({
          notebook: { origin: 'generated', metadata: upload.metadata },
        });
      }
    });

    test('a missing notebook is not found', async () => {
      expect(await store.find('x'.repeat(22), T0)).toEqual({ status: 'missing' });
      expect(await store.readContent('0'.repeat(64))).toBeUndefined();
      expect(await store.findResponse('none', T0)).toBeUndefined();
    });

    test('expiry is exact to the millisecond', async () => {
      const notebook = newNotebook({ expiresAt: LATER });
      await store.save(notebook);
      expect((await store.find(notebook.shareId, '2026-11-24T10:59:59.999Z')).status).toBe('found');
      expect((await store.find(notebook.shareId, LATER)).status).toBe('expired');
    });

    test('a share id can be used only once', async () => {
      const notebook = newNotebook();
      await store.save(notebook);
      const second = newNotebook({ shareId: notebook.shareId });
      await expect(store.save(second)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      expect(await store.readContent(sha256(second.bytes))).toBeUndefined();
    });

    test('the same bytes are stored once, and removed with the last share that refers to them', async () => {
      const before = await store.usedBytes();
      const bytes = randomBytes(1_000);
      const one = newNotebook({ bytes });
      const two = newNotebook({ bytes });
      await store.save(one);
      await store.save(two);
      expect(await store.usedBytes()).toBe(before + 1_000);
      expect(await store.remove(one.shareId, one.deletionTokenHash)).toBe('removed');
      expect(await store.usedBytes()).toBe(before + 1_000);
      expect(await store.remove(two.shareId, two.deletionTokenHash)).toBe('removed');
      expect(await store.usedBytes()).toBe(before);
    });

    test('only its own token removes a notebook', async () => {
      const notebook = newNotebook();
      await store.save(notebook);
      expect(await store.remove(notebook.shareId, sha256(Buffer.from('guess')))).toBe('forbidden');
      expect((await store.find(notebook.shareId, T0)).status).toBe('found');
      expect(await store.remove(notebook.shareId, notebook.deletionTokenHash)).toBe('removed');
      expect(await store.remove(notebook.shareId, notebook.deletionTokenHash)).toBe('missing');
      expect((await store.find(notebook.shareId, T0)).status).toBe('missing');
    });

    test('downloads add up', async () => {
      const [one, two] = [newNotebook(), newNotebook()];
      await store.save(one);
      await store.save(two);
      await Promise.all(
        Array.from({ length: 20 }, () =>
          store.addDownloads(
            new Map([
              [one.shareId, 2],
              [two.shareId, 1],
              ['missing', 1],
            ]),
          ),
        ),
      );
      const count = async (shareId: string) => {
        const found = await store.find(shareId, T0);
        return found.status === 'found' ? found.notebook.downloadCount : undefined;
      };
      expect([await count(one.shareId), await count(two.shareId)]).toEqual([40, 20]);
    });

    test('the gallery contains public shares that have not expired, in order', async () => {
      const rows = [
        newNotebook({ visibility: 'public', createdAt: '2027-01-01T00:00:00.000Z' }),
        newNotebook({ visibility: 'public', createdAt: '2027-01-03T00:00:00.000Z' }),
        newNotebook({ visibility: 'public', createdAt: '2027-01-02T00:00:00.000Z', expiresAt: LATER }),
        newNotebook({ visibility: 'unlisted', createdAt: '2027-01-04T00:00:00.000Z' }),
      ];
      for (const row of rows) await store.save(row);
      await store.addDownloads(new Map([[rows[0]!.shareId, 1_000]]));
      const list = async (sort: 'recent' | 'downloads', offset = 0, now = T0) =>
        (await store.list({ sort, limit: 2, offset }, now)).map(({ shareId }) => shareId);
      expect(await list('recent')).toEqual([rows[1]!.shareId, rows[2]!.shareId]);
      expect(await list('recent', 0, LATER)).toEqual([rows[1]!.shareId, rows[0]!.shareId]);
      expect(await list('recent', 2)).toContain(rows[0]!.shareId);
      expect((await list('downloads'))[0]).toBe(rows[0]!.shareId);
    });

    test('a response is stored with its notebook, or neither is', async () => {
      const key = randomBytes(8).toString('hex');
      const response = { requestHash: 'a'.repeat(64), status: 201, body: '{"share_id":"x"}' };
      await store.save(newNotebook(), { key, response });
      expect(await store.findResponse(key, T0)).toEqual(response);
      const second = newNotebook();
      await expect(store.save(second, { key, response })).rejects.toThrow();
      expect((await store.find(second.shareId, T0)).status).toBe('missing');
    });

    test('a response is forgotten with its share, so its key can be used again', async () => {
      const key = randomBytes(8).toString('hex');
      const response = { requestHash: 'a'.repeat(64), status: 201, body: '{}' };
      const removed = newNotebook();
      await store.save(removed, { key, response });
      expect(await store.remove(removed.shareId, removed.deletionTokenHash)).toBe('removed');
      expect(await store.findResponse(key, T0)).toBeUndefined();
      await store.save(newNotebook({ expiresAt: LATER }), { key, response });
      expect(await store.findResponse(key, T0)).toEqual(response);
      expect(await store.findResponse(key, LATER)).toBeUndefined();
      await store.save(newNotebook({ createdAt: LATER }), { key, response: { ...response, status: 200 } });
      expect((await store.findResponse(key, LATER))?.status).toBe(200);
    });

    test('a sweep removes expired notebooks, their bytes, and old responses', async () => {
      const old = newNotebook({
        expiresAt: '2020-01-01T00:00:00.000Z',
        createdAt: '2019-01-01T00:00:00.000Z',
      });
      const kept = newNotebook({ bytes: old.bytes });
      const key = randomBytes(8).toString('hex');
      await store.save(old, { key, response: { requestHash: 'b', status: 201, body: '{}' } });
      await store.save(kept);
      const alone = newNotebook({ expiresAt: '2020-01-01T00:00:00.000Z' });
      await store.save(alone);
      const removed = await store.sweep({
        expiredBefore: '2021-01-01T00:00:00.000Z',
        rememberedBefore: '2020-01-01T00:00:00.000Z',
      });
      expect(removed).toBe(2);
      expect((await store.find(old.shareId, T0)).status).toBe('missing');
      expect(await store.readContent(sha256(old.bytes))).toBeDefined();
      expect(await store.readContent(sha256(alone.bytes))).toBeUndefined();
      expect(await store.findResponse(key, T0)).toBeUndefined();
    });

    test('stats count shares that have not expired', async () => {
      const before = await store.stats(T0);
      await store.save(newNotebook({ visibility: 'public', modelId: `new/${randomUUID()}` }));
      await store.save(newNotebook({ expiresAt: '2020-01-01T00:00:00.000Z' }));
      const after = await store.stats(T0);
      expect(after).toMatchObject({
        notebooks: before.notebooks + 1,
        publicNotebooks: before.publicNotebooks + 1,
        models: before.models + 1,
      });
    });

    test('identical jobs wait only once, and the number of waiting jobs is limited', async () => {
      const work = randomUUID();
      const [first, same] = [newTask({ workKey: work }), newTask({ workKey: work })];
      expect(await store.jobs.add(first, 1_000)).toEqual({ ...first, status: 'waiting', attempts: 0 });
      expect(await store.jobs.add(same, 1_000)).toMatchObject({ id: first.id });
      expect(await store.jobs.find(same.id)).toBeUndefined();
      const waiting = await store.jobs.countWaiting(T0);
      expect(await store.jobs.add(newTask(), waiting)).toBeUndefined();
      expect(await store.jobs.countWaiting(T0)).toBe(waiting);
      await endAll();
      expect(await store.jobs.add(same, 1_000)).toMatchObject({ id: same.id });
      await endAll();
    });

    test('a job is claimed by one worker when it is due, and again if that worker does not finish', async () => {
      const task = newTask({ dueAt: LATER });
      await store.jobs.add(task, 1_000);
      expect(await store.jobs.claim(T0, LATER)).toBeUndefined();
      const LEASE = '2026-11-24T11:03:00.000Z';
      const claims = await Promise.all(Array.from({ length: 8 }, () => store.jobs.claim(LATER, LEASE)));
      expect(claims.filter((claim) => claim !== undefined)).toEqual([
        { ...task, dueAt: LEASE, status: 'waiting', attempts: 1 },
      ]);
      const [silent] = claims.filter((claim) => claim !== undefined);
      const second = await store.jobs.claim(LEASE, '2026-11-24T12:00:00.000Z');
      expect(second).toMatchObject({ id: task.id, attempts: 2 });
      // The first worker resumes, but its result no longer counts.
      await store.jobs.finish(silent!, 'failed', '{"old":true}');
      await store.jobs.postpone(silent!, T0, null);
      expect(await store.jobs.find(task.id)).toEqual({ ...second, status: 'waiting' });
      await store.jobs.finish(second!, 'done', '{"a":1}');
      expect(await store.jobs.find(task.id)).toMatchObject({ status: 'done', outcome: '{"a":1}' });
      expect(await store.jobs.claim('2026-11-25T00:00:00.000Z', LATER)).toBeUndefined();
    });

    test('an expired job is not claimed, does not count, and is swept', async () => {
      const task = newTask({ expiresAt: LATER });
      await store.jobs.add(task, 1_000);
      expect(await store.jobs.claim(LATER, LATER)).toBeUndefined();
      expect(await store.jobs.countWaiting(LATER)).toBe(0);
      await store.jobs.sweep(LATER);
      expect(await store.jobs.find(task.id)).toBeDefined();
      await store.jobs.sweep('2026-11-24T11:00:00.001Z');
      expect(await store.jobs.find(task.id)).toBeUndefined();
    });

    test('a hundred jobs, ten workers: each job is claimed once', async () => {
      for (let at = 0; at < 100; at++) await store.jobs.add(newTask(), 1_000);
      const taken: string[] = [];
      const worker = async () => {
        for (;;) {
          const task = await store.jobs.claim(T0, LATER);
          if (task === undefined) return;
          taken.push(task.id);
          await store.jobs.finish(task, 'done', '{}');
        }
      };
      await Promise.all(Array.from({ length: 10 }, worker));
      // With Postgres, a worker may find all remaining rows locked and end early. One more worker handles those.
      await worker();
      expect([taken.length, new Set(taken).size]).toEqual([100, 100]);
    });

    async function endAll(): Promise<void> {
      for (;;) {
        const task = await store.jobs.claim(T0, LATER);
        if (task === undefined) return;
        await store.jobs.finish(task, 'done', '{}');
      }
    }

    test('fifty concurrent uploads are all saved', async () => {
      const rows = Array.from({ length: 50 }, () => newNotebook());
      await Promise.all(rows.map((row) => store.save(row)));
      for (const row of rows) expect((await store.find(row.shareId, T0)).status).toBe('found');
    });
  });
}
