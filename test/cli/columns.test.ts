import { describe, expect, test } from 'vitest';
import { type Column, cutMiddle, fitColumns, wrapWords } from '../../src/cli/terminal/columns.ts';
import { MODEL_COLUMNS, shortCount, toTabLine } from '../../src/cli/terminal/model-table.ts';
import { formatTable } from '../../src/cli/terminal/table.ts';
import { textWidth } from '../../src/cli/terminal/text-width.ts';

/** Sums of `wcwidth` in glibc 2.36, which uses the tables of Unicode 15. */
const WIDTHS: [text: string, width: number][] = [
  ['model', 5],
  ['日本語モデル', 12],
  ['Ａｂ', 4],
  ['한국어', 6],
  ['\u1112\u1161\u11ab', 2],
  ['e\u0301te\u0301', 3],
  ['हिन्दी', 5],
  ['देवनागरी', 7],
  ['ไทยกำ', 5],
  ['ພາສາລາວ', 7],
  ['می\u200cخواهم', 7],
  ['العَرَبِيَّة', 7],
  ['עִבְרִית', 5],
  ['தமிழ்', 4],
  ['ខ្មែរ', 4],
  ['မြန်မာ', 5],
  ['\u{1f600}', 2],
  ['\u{1fae0}', 2],
];

describe('textWidth', () => {
  test.each(WIDTHS)('%s takes %d cells', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
});

describe('cutMiddle', () => {
  test.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 5, 'ab…ef'],
    ['abcdef', 4, 'ab…f'],
    ['abcdef', 1, '…'],
    ['日本語モデル', 12, '日本語モデル'],
    ['日本語モデル', 7, '日…デル'],
    ['👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 5, '👩‍👩‍👧…👩‍👩‍👧'],
  ])('cuts %s to %d cells', (text, width, expected) => {
    const cut = cutMiddle(text, width);
    expect(cut).toBe(expected);
    expect(textWidth(cut)).toBeLessThanOrEqual(width);
  });
});

const MODELS = [
  {
    id: 'a-very-long-organization-name/with-a-very-long-model-name-and-more-of-it-v2.5-instruct',
    task: 'automatic-speech-recognition',
    library: 'sentence-transformers',
    license: 'creativeml-openrail-m',
    parameters: 8_030_261_248,
    downloads: 257_827_147,
    likes: 5233,
    gated: 'manual' as const,
  },
  { id: 'gpt2' },
];

describe('a table of models', () => {
  test.each([200, 120, 100, 80, 60, 40, 30, 22, 12, 1])('has no line wider than %d', async (width) => {
    for (const line of await formatTable(MODEL_COLUMNS, MODELS, width)) {
      expect(textWidth(line)).toBeLessThanOrEqual(width);
    }
  });

  test.each([
    [160, ['MODEL', 'TASK', 'SIZE', 'DOWNLOADS', 'LIKES', 'LICENSE', 'ACCESS', 'LIBRARY']],
    [80, ['MODEL', 'TASK', 'SIZE', 'DOWNLOADS', 'LIKES', 'LICENSE']],
    [40, ['MODEL', 'DOWNLOADS', 'LIKES']],
    [24, ['MODEL']],
  ])('at %d cells has the columns %j', async (width, titles) => {
    const [line] = await formatTable(MODEL_COLUMNS, MODELS, width);
    expect(line!.trim().split(/\s+/)).toEqual(titles);
  });

  test('shows a full id if there is room, and otherwise its two ends', async () => {
    expect((await formatTable(MODEL_COLUMNS, MODELS, 300))[1]).toContain(MODELS[0]!.id);
    expect((await formatTable(MODEL_COLUMNS, MODELS, 40))[1]).toMatch(/^a-very-long\S*…\S*instruct /);
  });

  test('omits columns that are empty in every row', async () => {
    expect(await formatTable(MODEL_COLUMNS, [{ id: 'gpt2', likes: 3 }], 80)).toEqual([
      'MODEL  LIKES',
      'gpt2       3',
    ]);
  });
});

test('cells in any script fit their column', () => {
  const columns: Column<string>[] = [
    { title: 'A', cell: (row) => row, minWidth: 3 },
    { title: 'B', cell: () => 'x' },
  ];
  const texts = WIDTHS.map(([text]) => text);
  for (const [text, rest] of fitColumns(columns, texts, 7).cells) {
    expect(textWidth(text!)).toBeLessThanOrEqual(4);
    expect(rest).toMatch(/^[Bx]$/);
  }
});

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1K'],
  [1_234_567, '1.2M'],
  [257_827_147, '257.8M'],
  [8_030_261_248, '8B'],
])('%d is short %s', (value, expected) => {
  expect(shortCount(value)).toBe(expected);
});

test('a line for other programs has nine fields, not truncated and without control characters', () => {
  const line = toTabLine({ id: 'a/b', task: 'x\ty\u001b[31m\n\u202e', downloads: 1234567, gated: false });
  expect(line).toBe('a/b\tx y\t\t1234567\t\t\t\t\t');
});

test.each([
  ['a bc def', 4, ['a bc', 'def']],
  ['longer-than-that b', 4, ['longer-than-that', 'b']],
  ['日本 語', 4, ['日本', '語']],
  ['', 4, ['']],
])('%j wraps at %d cells', (text, width, expected) => {
  expect(wrapWords(text, width)).toEqual(expected);
});
