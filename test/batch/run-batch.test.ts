import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { manyModels } from '../../fixtures/fake-hub/many-models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import type { BatchNotice, BatchResult, BatchSummary } from '../../src/batch/job.ts';
import { type Journal, openJournal } from '../../src/batch/journal.ts';
import { type BatchOptions, runBatch } from '../../src/batch/run-batch.ts';
import { createHub, type Hub } from '../../src/hub/hub.ts';
import type { GenerateRequest } from '../../src/pipeline/generate.ts';
import { DEFAULT_REQUEST } from '../../src/pipeline/request.ts';
import { createTestClock } from '../test-clock.ts';

const IDS = manyModels(6).map(({ id }) => id);

let server: FakeHub;
let hub: Hub;
let folder: string;
beforeAll(async () => {
  server = await startFakeHub({ models: manyModels(6), quotas: { api: 1e6, resolvers: 1e6, pages: 1e6 } });
  server.addModel({ id: 'moved/m-0001', readme: '# Moved\n', formerIds: ['bulk/old-name'] });
});
afterAll(() => server.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alacard-batch-'));
  hub = createHub({ endpoint: server.url, userAgent: 'alacard/test', ...createTestClock() });
});
afterEach(async () => {
  server.clearFaults();
  server.requests.length = 0;
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  results: BatchResult[];
  notices: BatchNotice[];
  summary: BatchSummary;
}

/** `{name}.ipynb` for each, as a batch of the command line writes them. */
async function run(ids: string[], changes: Partial<BatchOptions> & { request?: object } = {}): Promise<Ran> {
  const { request = {}, ...options } = changes;
  const ran: Omit<Ran, 'summary'> = { results: [], notices: [] };
  const nameOf = (id: string) => `${id.slice(id.indexOf('/') + 1)}.ipynb`;
  const at = (index: number) => ({
    name: ids[index]!,
    request: {
      model: { kind: 'hub', id: ids[index]! },
      ...DEFAULT_REQUEST,
      rebuild: false,
      ...request,
    } satisfies GenerateRequest,
    knownPath: nameOf(ids[index]!),
    outputPath: ({ modelId }: { modelId: string }) => nameOf(modelId),
  });
  const summary = await runBatch(
    { length: ids.length, at },
    {
      hub,
      endpoint: server.url,
      version: '1.2.3',
      concurrency: 2,
      cwd: folder,
      totalMs: 60_000,
      force: false,
      write: true,
      retries: true,
      resume: false,
      naming: {},
      failFast: false,
      onResult: (result) => void ran.results.push(result),
      onNotice: (notice) => ran.notices.push(notice),
      ...options,
    },
  );
  return { ...ran, summary };
}

const written = () => readdirSync(folder).filter((name) => name.endsWith('.ipynb'));
const statuses = ({ results }: Ran) => results.map(({ status }) => status).sort();
const inJournal = async <T>(work: (journal: Journal) => Promise<T>, pid = 1): Promise<T> => {
  const journal = await openJournal(folder, { pid, host: 'here', isAlive: () => true }, '2026-11-24');
  try {
    return await work(journal);
  } finally {
    await journal.close();
  }
};

describe('a batch', () => {
  test('writes a notebook per model and counts them', async () => {
    const ran = await run(IDS);
    expect(ran.summary).toEqual({
      total: 6,
      generated: 6,
      kept: 0,
      skipped: 0,
      duplicate: 0,
      failed: [],
      left: 0,
    });
    expect(written()).toEqual(IDS.map((id) => `${id.slice(5)}.ipynb`));
    for (const result of ran.results) {
      if (result.status !== 'generated') throw new Error(result.status);
      expect(readFileSync(join(folder, result.path), 'utf8')).toBe(result.notebook.content);
    }
  });

  test('plans without writing', async () => {
    const ran = await run(IDS, { write: false });
    expect([ran.summary.generated, readdirSync(folder)]).toEqual([6, []]);
  });

  test('continues after a failure and lists it in input order', async () => {
    const ran = await run([IDS[0]!, 'bulk/none', IDS[1]!, 'bulk/nothing']);
    expect(ran.summary).toMatchObject({ generated: 2, failed: ['bulk/none', 'bulk/nothing'], left: 0 });
    expect(statuses(ran)).toEqual(['failed', 'failed', 'generated', 'generated']);
  });

  test('does not start any more models after the first failure with failFast', async () => {
    const ran = await run(['bulk/none', ...IDS], { failFast: true, concurrency: 1, write: false });
    expect(ran.summary.failed).toEqual(['bulk/none']);
    expect(ran.summary.left).toBeGreaterThanOrEqual(4);
  });

  test('skips a model whose file exists, and replaces the file with force', async () => {
    writeFileSync(join(folder, 'm-0000.ipynb'), 'mine');
    const asked = server.requests.length;
    const refused = await run([IDS[0]!]);
    expect(refused.results).toEqual([{ status: 'skipped', name: IDS[0], path: 'm-0000.ipynb' }]);
    expect(refused.summary).toMatchObject({ skipped: 1, failed: [] });
    expect(server.requests.length).toBe(asked);
    expect((await run([IDS[0]!], { force: true })).summary.generated).toBe(1);
    expect(readFileSync(join(folder, 'm-0000.ipynb'), 'utf8')).not.toBe('mine');
  });

  test('generates a model with two names only once', async () => {
    const ran = await run(['moved/m-0001', 'bulk/old-name'], { concurrency: 1 });
    expect(ran.summary).toMatchObject({ generated: 1, duplicate: 1 });
    expect(ran.results.find(({ status }) => status === 'duplicate')).toMatchObject({
      path: 'm-0001.ipynb',
      modelId: 'moved/m-0001',
    });
  });

  test('fails the second of two models that would share a file', async () => {
    const ran = await run(['bulk/m-0001', 'moved/m-0001'], { force: true });
    expect(ran.summary).toMatchObject({ generated: 1, failed: [expect.any(String)] });
    const [failed] = ran.results.filter(({ status }) => status === 'failed');
    expect(failed).toMatchObject({ error: { message: expect.stringContaining('m-0001.ipynb') } });
  });

  test('retries a model without a response after all the others', async () => {
    server.setFault(/m-0000/, { kind: 'reset', times: 5 });
    const ran = await run(IDS);
    expect(ran.notices).toMatchObject([{ type: 'postponed', name: IDS[0] }]);
    expect(ran.summary).toMatchObject({ generated: 6, failed: [] });
    expect(ran.results.at(-1)!.name).toBe(IDS[0]);
  });

  test.each([
    ['fails at once without retries', false, 5],
    ['fails after the second round', true, 10],
  ])('%s', async (_, retries, requests) => {
    server.setFault(/m-0000/, { kind: 'reset' });
    const ran = await run(IDS, { retries });
    expect(ran.summary).toMatchObject({ generated: 5, failed: [IDS[0]] });
    expect(server.requests.filter(({ path }) => path.includes('m-0000'))).toHaveLength(requests);
  });

  test('generates from the metadata in the second round if the card does not arrive', async () => {
    server.setFault(/m-0000.*README/, { kind: 'reset' });
    const ran = await run(IDS);
    expect(ran.notices).toMatchObject([{ type: 'postponed', name: IDS[0] }]);
    expect(ran.results.at(-1)).toMatchObject({ name: IDS[0], notebook: { fellBack: true } });
  });

  test('stops when the signal is aborted, and counts the remaining models', async () => {
    const stop = new AbortController();
    let calls = 0;
    const onResult = () => {
      calls++;
      stop.abort(new Error('interrupted'));
    };
    const ran = await run(IDS, { signal: stop.signal, onResult, concurrency: 1 });
    expect(ran.summary.left).toBe(IDS.length - calls);
    expect(written()).toHaveLength(calls);
  });

  test('rejects with an error thrown by onResult', async () => {
    const onResult = () => {
      throw new Error('full');
    };
    await expect(run(IDS, { onResult })).rejects.toThrow('full');
  });

  test('reports one result at a time', async () => {
    let running = 0;
    const seen: number[] = [];
    await run(IDS, {
      onResult: async () => {
        seen.push(++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
      },
    });
    expect(seen).toEqual(IDS.map(() => 1));
  });
});

describe('the step after writing', () => {
  const failure = new Error('did not run');
  test('is called before and after writing, and its failure counts as the failure of the model', async () => {
    const steps: string[] = [];
    const ran = await run([IDS[0]!, IDS[1]!], {
      concurrency: 1,
      beforeGenerate: async ({ name }) => void steps.push(`before ${name}`),
      afterWrite: async (path) => {
        steps.push(`after ${path} ${existsSync(join(folder, path))}`);
        return { document: {}, results: [], ...(path === 'm-0001.ipynb' && { failure }) };
      },
    });
    expect(steps).toEqual([
      `before ${IDS[0]}`,
      'after m-0000.ipynb true',
      `before ${IDS[1]}`,
      'after m-0001.ipynb true',
    ]);
    expect(ran.summary).toMatchObject({ generated: 2, failed: [IDS[1]] });
  });

  test('can refuse a model before any request', async () => {
    const ran = await run([IDS[0]!], { beforeGenerate: () => Promise.reject(failure) });
    expect(ran.results).toEqual([{ status: 'failed', name: IDS[0], error: failure }]);
    expect([written(), server.requests]).toEqual([[], []]);
  });
});

describe('a batch that is resumed', () => {
  const resume = (ids = IDS, changes: Parameters<typeof run>[1] = {}) =>
    inJournal((journal) => run(ids, { journal, resume: true, ...changes }));

  test('keeps finished notebooks without sending a request', async () => {
    await resume();
    server.requests.length = 0;
    const kept: string[] = [];
    const ran = await resume(IDS, {
      afterKept: async (path) => {
        kept.push(path);
        return undefined;
      },
    });
    expect(ran.summary).toMatchObject({ generated: 0, kept: 6 });
    expect([server.requests, kept.sort()]).toEqual([[], written().sort()]);
  });

  test('regenerates deleted files and reports edited ones', async () => {
    await resume();
    rmSync(join(folder, 'm-0002.ipynb'));
    writeFileSync(join(folder, 'm-0005.ipynb'), 'edited');
    const ran = await resume();
    expect(ran.summary).toMatchObject({ generated: 1, kept: 5 });
    expect(ran.results.find(({ name }) => name === IDS[5])).toMatchObject({ isEdited: true });
    expect(readFileSync(join(folder, 'm-0005.ipynb'), 'utf8')).toBe('edited');
  });

  test.each<[string, { request?: object; naming?: object }]>([
    ['other options', { request: { example: 'template' } }],
    ['a refresh', { request: { refresh: true } }],
    ['another pattern of names', { naming: { output: 'x' } }],
  ])('generates again with %s', async (_, changes) => {
    await resume();
    server.requests.length = 0;
    const { summary } = await resume(IDS, changes);
    expect(summary.generated + summary.kept).toBe(6);
    expect(server.requests.length).toBeGreaterThan(0);
  });

  test('replaces only files that a batch wrote', async () => {
    await resume();
    writeFileSync(join(folder, 'm-0001.ipynb'), 'mine');
    const { summary, results } = await resume(IDS, { request: { example: 'template' } });
    expect(summary).toMatchObject({ generated: 5, skipped: 1, failed: [] });
    expect(results.find(({ status }) => status === 'skipped')).toMatchObject({ name: IDS[1] });
    expect(readFileSync(join(folder, 'm-0001.ipynb'), 'utf8')).toBe('mine');
  });

  test('retries models that failed or fell back', async () => {
    const unset = server.setFault(/m-0000.*README/, { kind: 'reset' });
    await resume([IDS[0]!, 'bulk/late']);
    unset();
    server.addModel({ id: 'bulk/late', readme: '# Late\n' });
    const { results } = await resume([IDS[0]!, 'bulk/late']);
    expect(results.map(({ status }) => status)).toEqual(['generated', 'generated']);
    expect(results.map((result) => 'notebook' in result && result.notebook.fellBack)).not.toContain(true);
    server.models.delete('bulk/late');
  });

  test('reports another batch that is writing to the folder', async () => {
    await inJournal(async () => {
      const ran = await inJournal((journal) => run([IDS[0]!], { journal, resume: true }), 2);
      expect(ran.notices).toEqual([{ type: 'other-batch', folder, pid: 1, since: '2026-11-24' }]);
    });
    const ran = await inJournal((journal) => run([IDS[0]!], { journal, resume: true }), 3);
    expect(ran.notices).toEqual([]);
  });
});
