import { describe, expect, it } from 'vitest';
import { toModelInfo, toModelList } from '../../src/hub/schema.ts';
import snapshot from '../../src/hub/snapshot/models.json' with { type: 'json' };
import { findInSnapshot, listSnapshot } from '../../src/hub/snapshot/snapshot.ts';
import { trimJson } from '../../src/hub/trim-json.ts';

const SHA = 'a'.repeat(40);
const BARE = { id: 'owner/name', tags: [], siblings: [] };

describe('toModelInfo', () => {
  it('keeps known fields and drops the rest', () => {
    const info = {
      id: 'owner/name',
      sha: SHA,
      author: 'owner',
      pipeline_tag: 'fill-mask',
      library_name: 'transformers',
      tags: ['a'],
      gated: 'manual',
      private: false,
      disabled: false,
      downloads: 1,
      likes: 0,
      createdAt: '2022-03-02T23:29:04.000Z',
      lastModified: '2024-02-19T11:06:12.000Z',
      cardData: { license: 'mit', language: ['en'] },
      config: { model_type: 'bert' },
      transformersInfo: { auto_model: 'AutoModel', custom_class: 'X' },
      safetensors: { parameters: { F32: 10 }, total: 10 },
      gguf: { total: 5, architecture: 'llama', context_length: 4096, chat_template: '{}' },
      mask_token: '[MASK]',
      widgetData: [{ text: 'x' }],
      siblings: [{ rfilename: 'README.md' }],
      usedStorage: 12,
    };
    expect(toModelInfo({ ...info, _id: 'x', spaces: [1], brand_new: true })).toEqual(info);
  });

  it.each<[string, unknown, object | undefined]>([
    ['a former field', { modelId: 'gpt2' }, { ...BARE, id: 'gpt2' }],
    [
      'wrong types',
      {
        id: 'owner/name',
        sha: 7,
        tags: 'x',
        gated: true,
        downloads: '5',
        likes: -1,
        cardData: [],
        config: 'x',
        siblings: {},
        widgetData: {},
        safetensors: 3,
        createdAt: 'yesterday',
        private: 'no',
      },
      BARE,
    ],
    [
      'nulls',
      {
        id: 'owner/name',
        sha: null,
        tags: null,
        cardData: null,
        widgetData: null,
        siblings: null,
        gguf: null,
      },
      BARE,
    ],
    [
      'inner wrong types',
      {
        id: 'owner/name',
        safetensors: { parameters: { F32: 'x', BF16: 2, 'a b': 1 }, total: 'x' },
        transformersInfo: { auto_model: 1, processor: 'P' },
      },
      { ...BARE, safetensors: { parameters: { BF16: 2 } }, transformersInfo: { processor: 'P' } },
    ],
    [
      'mixed lists',
      {
        id: 'owner/name',
        tags: ['a', 1, null, 'b'],
        siblings: [{ rfilename: 'x' }, {}, 'y', { rfilename: 2 }],
      },
      { ...BARE, tags: ['a', 'b'], siblings: [{ rfilename: 'x' }] },
    ],
    ['a path for an id', { id: '../x' }, undefined],
    ['code for an id', { id: 'a/b"); import os' }, undefined],
    ['no id', {}, undefined],
    ['null', null, undefined],
    ['an array', [{ id: 'a/b' }], undefined],
  ])('%s', (_, value, expected) => {
    expect(toModelInfo(value)).toEqual(expected);
  });

  it('limits lengths and counts', () => {
    const info = toModelInfo({
      id: 'owner/name',
      tags: [...new Array(1_500).fill('t'), 'x'],
      siblings: [{ rfilename: 'y'.repeat(1_001) }, ...new Array(30_000).fill({ rfilename: 'f' })],
      author: 'a'.repeat(1_001),
      cardData: { long: 's'.repeat(300_000), many: new Array(5_000).fill(1) },
    })!;
    expect(info.tags).toHaveLength(1_000);
    expect(info.siblings).toHaveLength(19_999);
    expect(info.author).toBeUndefined();
    expect((info.cardData!.long as string).length).toBe(200_000);
    expect((info.cardData!.many as unknown[]).length).toBe(1_000);
  });

  it('cannot reach a prototype', () => {
    const info = toModelInfo(
      JSON.parse(
        '{"id":"owner/name","__proto__":{"polluted":1},"cardData":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":{"__proto__":[]}},"safetensors":{"parameters":{"__proto__":3}}}',
      ),
    )!;
    expect(info).toEqual({ ...BARE, cardData: { a: {} }, safetensors: { parameters: {} } });
    expect(Object.getPrototypeOf(info.cardData!.a)).toBe(Object.prototype);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('toModelList', () => {
  it('drops invalid rows', () => {
    expect(toModelList([{ id: 'a/b' }, 1, { id: '/' }])).toEqual([{ ...BARE, id: 'a/b' }]);
    expect(toModelList({})).toBeUndefined();
  });
});

describe('trimJson', () => {
  it('limits depth and number', () => {
    const limits = { depth: 2, entries: 2, characters: 3, values: 100 };
    expect(trimJson({ a: { b: { c: 1 }, d: 'long text' }, e: [1, 2, 3], f: 1 }, limits)).toEqual({
      a: { d: 'lon' },
      e: [1, 2],
    });
    expect(trimJson([1, 2, 3, 4], { ...limits, entries: 10, values: 3 })).toEqual([1, 2]);
  });
});

describe('the snapshot', () => {
  it('has forty models of fifteen tasks, all as the schema returns them', async () => {
    const ids = (await listSnapshot()).rows.map(({ id }) => id);
    expect(ids.length).toBeGreaterThanOrEqual(40);
    expect(new Set(ids).size).toBe(ids.length);
    const tasks = new Set<string>();
    for (const id of ids) {
      const { info, takenAt } = (await findInSnapshot(id))!;
      expect(takenAt).toMatch(/^20\d\d-\d\d$/);
      expect(info).toEqual(toModelInfo(info));
      tasks.add(info.pipeline_tag!);
    }
    expect(tasks.size).toBeGreaterThanOrEqual(15);
  });

  it('finds a model by every former name, in any case', async () => {
    for (const row of snapshot.models as { id: string; aliases?: string[] }[]) {
      for (const name of [row.id.toUpperCase(), ...(row.aliases ?? [])]) {
        const found = await findInSnapshot(name);
        expect(found?.info.id).toBe(row.id);
        expect(found?.info).not.toHaveProperty('aliases');
      }
    }
    expect(await findInSnapshot('no/such')).toBeUndefined();
    expect(await findInSnapshot('__proto__')).toBeUndefined();
  });
});
