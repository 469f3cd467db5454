import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { OWNER_TOKEN } from '../../fixtures/fake-hub/tokens.ts';
import { createHub } from '../../src/hub/hub.ts';
import { findCategory } from '../../src/hub/models/categories.ts';
import { findModels, type ModelSearch } from '../../src/hub/models/find-models.ts';
import snapshot from '../../src/hub/snapshot/models.json' with { type: 'json' };
import { sendJson, serve } from './serve.ts';

let fake: FakeHub;
beforeAll(async () => {
  fake = await startFakeHub({ pageSize: 3 });
  const add = (id: string, info: Record<string, unknown>, gated: false | 'auto' = false) =>
    fake.addModel({ id, gated, info: { tags: [], ...info } });
  for (let at = 0; at < 8; at++) {
    add(
      `many/chat-${at}`,
      {
        pipeline_tag: 'text-generation',
        tags: ['conversational', ...(at % 2 === 0 ? ['license:mit'] : [])],
        downloads: 100 - at,
        likes: at,
        trendingScore: (at * 3) % 8,
        createdAt: `2026-0${at + 1}-01T00:00:00.000Z`,
        safetensors: { total: (at + 1) * 1e9 },
      },
      at < 4 ? 'auto' : false,
    );
  }
  add('one/base', {
    pipeline_tag: 'text-generation',
    downloads: 1000,
    library_name: 'diffusers',
    tags: ['diffusers'],
  });
  add('one/embed', { pipeline_tag: 'sentence-similarity', downloads: 5, likes: 7 });
  add('one/features', { pipeline_tag: 'feature-extraction', downloads: 6, likes: 3, gguf: { total: 5e8 } });
});
afterAll(() => fake.close());

const find = async (
  search: Partial<ModelSearch>,
  options: { offline?: boolean; token?: string; endpoint?: string } = {},
) => {
  const hub = createHub({ endpoint: fake.url, userAgent: 'test', sleep: async () => {}, ...options });
  try {
    return await findModels(hub, { sort: 'downloads', limit: 20, ...search });
  } finally {
    await hub.close();
  }
};
const chats = (...numbers: number[]) => numbers.map((number) => `many/chat-${number}`);

const SEARCHES: [name: string, search: Partial<ModelSearch>, ids: string[]][] = [
  ['the most downloaded', { limit: 3 }, ['one/base', ...chats(0, 1)]],
  ['pages', { author: 'many' }, chats(0, 1, 2, 3, 4, 5, 6, 7)],
  ['likes', { sort: 'likes', limit: 2 }, ['many/chat-7', 'one/embed']],
  ['trending', { sort: 'trending', limit: 3 }, chats(5, 2, 7)],
  ['recent', { sort: 'recent', limit: 2 }, chats(7, 6)],
  ['words', { words: 'CHAT 5' }, chats(5)],
  ['a tag of a category', { category: findCategory('chat')!, limit: 2 }, chats(0, 1)],
  ['two tasks, by downloads', { category: findCategory('embeddings')! }, ['one/features', 'one/embed']],
  [
    'two tasks, by likes',
    { category: findCategory('embeddings')!, sort: 'likes' },
    ['one/embed', 'one/features'],
  ],
  ['two tasks, one model', { category: findCategory('embeddings')!, limit: 1 }, ['one/features']],
  ['a library', { library: 'diffusers' }, ['one/base']],
  ['a license', { license: 'mit' }, chats(0, 2, 4, 6)],
  ['a size', { maxParameters: 3e9 }, [...chats(0, 1, 2), 'one/features']],
  ['a size and a task', { maxParameters: 3e9, category: findCategory('text-generation')! }, chats(0, 1, 2)],
  ['ungated', { author: 'many', ungated: true, limit: 3 }, chats(4, 5, 6)],
  [
    'all at once',
    { category: findCategory('chat')!, license: 'mit', ungated: true, maxParameters: 5e9 },
    chats(4),
  ],
  ['nothing', { words: 'nothing-has-this-name' }, []],
];

describe('models on the Hub', () => {
  test.each(SEARCHES)('%s', async (_, search, ids) => {
    const found = await find(search);
    expect(found).toMatchObject({ source: 'hub', notes: [] });
    expect(found.models.map(({ id }) => id)).toEqual(ids);
  });

  test('filters page after page when a mirror ignores the filters', async () => {
    const hub = createHub({ endpoint: fake.url, userAgent: 'test' });
    const deaf = {
      list: ({ ungated: _ungated, num_parameters: _size, ...query }: Parameters<typeof hub.list>[0]) =>
        hub.list(query),
    };
    const found = await findModels(deaf, {
      sort: 'downloads',
      limit: 2,
      author: 'many',
      ungated: true,
      maxParameters: 6e9,
    });
    expect(found.models.map(({ id }) => id)).toEqual(chats(4, 5));
    await hub.close();
  });

  test('reports an invalid token', async () => {
    await expect(find({}, { token: 'hf_wrong' })).rejects.toMatchObject({
      exitCode: 4,
      code: 'ACCESS_DENIED',
    });
  });

  test("lists private models with their owner's token", async () => {
    fake.addModel({ id: 'mine/secret', private: true, info: { downloads: 1 } });
    const ids = async (options: object) =>
      (await find({ author: 'mine' }, options)).models.map(({ id }) => id);
    expect(await ids({})).toEqual([]);
    expect(await ids({ token: OWNER_TOKEN })).toEqual(['mine/secret']);
  });

  test('stops when the signal is aborted', async () => {
    const unset = fake.setFault('/api/models', { kind: 'hang' });
    const hub = createHub({ endpoint: fake.url, userAgent: 'test' });
    const reason = new Error('enough');
    await expect(
      findModels(hub, { sort: 'likes', limit: 1 }, { signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
    const controller = new AbortController();
    const asked = fake.requests.length;
    const finding = findModels(hub, { sort: 'likes', limit: 1 }, { signal: controller.signal });
    const ended = expect(finding).rejects.toBe(reason);
    await expect.poll(() => fake.requests.length).toBe(asked + 1);
    controller.abort(reason);
    await ended;
    unset();
    await hub.close();
  });
});

type Row = {
  id: string;
  pipeline_tag?: string;
  downloads: number;
  likes: number;
  createdAt: string;
  library_name?: string;
  tags?: string[];
  gated?: unknown;
  safetensors?: { total: number };
};
const rows = snapshot.models as unknown as Row[];
const by = (key: 'downloads' | 'likes' | 'createdAt', keep: (row: Row) => boolean = () => true) =>
  rows.filter(keep).sort((a, b) => (a[key] < b[key] ? 1 : -1));

describe('models in the snapshot', () => {
  test.each([
    ['downloads', 'downloads'],
    ['likes', 'likes'],
    ['recent', 'createdAt'],
  ] as const)('by %s', async (sort, key) => {
    const found = await find({ sort, limit: 15 }, { offline: true });
    expect(found.source).toBe('snapshot');
    expect(found.takenAt).toBe(snapshot.takenAt);
    expect(found.models.map((model) => model[key])).toEqual(
      by(key)
        .slice(0, 15)
        .map((row) => row[key]),
    );
  });

  test.each<[string, Partial<ModelSearch>, (row: Row) => boolean]>([
    ['a task', { category: findCategory('translation')! }, (row) => row.pipeline_tag === 'translation'],
    [
      'two tasks',
      { category: findCategory('speech')! },
      (row) => /^(automatic-speech-recognition|text-to-speech)$/.test(row.pipeline_tag ?? ''),
    ],
    ['words', { words: 'Whisper large' }, (row) => /whisper/i.test(row.id) && /large/i.test(row.id)],
    ['an author', { author: 'Google' }, (row) => row.id.startsWith('google/')],
    [
      'a library',
      { library: 'diffusers' },
      (row) => row.library_name === 'diffusers' || !!row.tags?.includes('diffusers'),
    ],
    ['a size', { maxParameters: 1e8 }, (row) => (row.safetensors?.total ?? 1e99) <= 1e8],
    ['ungated', { ungated: true }, (row) => row.gated === false],
  ])('%s', async (_, search, keep) => {
    const found = await find({ ...search, limit: 1000 }, { offline: true });
    const expected = by('downloads', keep).map(({ id }) => id);
    expect(expected.length).toBeGreaterThan(0);
    expect(found.models.map(({ id }) => id).sort()).toEqual(expected.sort());
    expect(found.notes[0]).toMatch(/offline mode is on/);
    expect(found.notes[1]).toMatch(/bundled with alacard \(\w+ 20\d\d\)/);
  });

  test('reports what the snapshot does not contain', async () => {
    const notes = async (search: Partial<ModelSearch>) =>
      (await find(search, { offline: true })).notes.join(' ');
    expect(await notes({ maxParameters: 1e9 })).toMatch(/\d+ more models may match/);
    expect(await notes({ license: 'mit' })).toMatch(/\d+ more models may match/);
    expect(await notes({ sort: 'trending' })).toMatch(/sorted by likes/);
    expect(await notes({})).not.toMatch(/more models may match|[Tt]rend/);
  });

  test.each([
    ['nobody listens', undefined],
    ['the Hub is down', { kind: 'status', status: 503 }],
    ['a login page answers', { kind: 'html' }],
  ] as const)('are used when %s', async (_, fault) => {
    const unset = fault && fake.setFault('/api/models', fault);
    const found = await find({ limit: 2 }, fault ? {} : { endpoint: 'http://127.0.0.1:9' });
    unset?.();
    expect(found.source).toBe('snapshot');
    expect(found.models).toHaveLength(2);
    expect(found.notes[0]).toMatch(/could not reach|failed/);
  });
});

test('keeps what it found if the list never ends, and says so', async () => {
  const { url } = await serve((_, response, count) =>
    sendJson(response, count === 1 ? [{ id: 'one/model' }] : [], 200, {
      link: `</api/models?cursor=${count}>; rel="next"`,
    }),
  );
  const found = await find({}, { endpoint: url });
  expect(found.models.map(({ id }) => id)).toEqual(['one/model']);
  expect(found).toMatchObject({
    source: 'hub',
    notes: [expect.stringMatching(/^The list is incomplete: .* never ends \(pages: 4, models: 1\)\.$/)],
  });
});
