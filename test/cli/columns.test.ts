import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { type Column, cutMiddle, layOut, wrapWords } from '../../src/cli/terminal/columns.ts';
import { shortCount, toTabLine, toTable } from '../../src/cli/terminal/model-table.ts';

describe('cutMiddle', () => {
  test.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 5, 'ab…ef'],
    ['abcdef', 4, 'ab…f'],
    ['abcdef', 1, '…'],
    ['日本語モデル', 12, '日本語モデル'],
    ['日本語モデル', 7, '日…デル'],
    ['👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 5, '👩‍👩‍👧…👩‍👩‍👧'],
  ])('%s in %d', (text, width, expected) => {
    const cut = cutMiddle(text, width);
    expect(cut).toBe(expected);
    expect(stringWidth(cut)).toBeLessThanOrEqual(width);
  });
});

const STRANGE = [
  'abc',
  '日本語',
  '👩‍👩‍👧',
  '👍🏽',
  '🇩🇪',
  'می‌خواهم',
  'हिन्दी',
  'ไทยกำ',
  'e\u0301e',
  '한국어',
  '🧑‍🚀',
  '',
];

describe('layOut', () => {
  const columns: Column<string>[] = [
    { title: 'A', text: (row) => row },
    { title: 'B', text: () => '|' },
  ];

  test('every script lines up', () => {
    for (const line of layOut(columns, STRANGE, 80).slice(1)) {
      expect(stringWidth(line.slice(0, line.indexOf('|'))), line).toBe(9);
    }
  });

  const rows = [
    {
      id: 'a-very-long-organisation-name/with-a-very-long-model-name-and-more-of-it-v2.5-instruct',
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

  test.each([200, 120, 100, 80, 60, 40, 30, 22, 12, 1])('no line is wider than %d', (width) => {
    for (const line of toTable(rows, width)) expect(stringWidth(line)).toBeLessThanOrEqual(width);
  });

  test.each([
    [160, ['MODEL', 'TASK', 'SIZE', 'DOWNLOADS', 'LIKES', 'LICENCE', 'ACCESS', 'LIBRARY']],
    [80, ['MODEL', 'TASK', 'SIZE', 'DOWNLOADS', 'LIKES', 'LICENCE']],
    [40, ['MODEL', 'DOWNLOADS', 'LIKES']],
    [24, ['MODEL']],
  ])('at %d columns: %j', (width, titles) => {
    expect(toTable(rows, width)[0]!.trim().split(/\s+/)).toEqual(titles);
  });

  test('a wide terminal shows an id whole, a narrow one its two ends', () => {
    expect(toTable(rows, 300)[1]).toContain(rows[0]!.id);
    expect(toTable(rows, 40)[1]).toMatch(/^a-very-long\S*…\S*instruct /);
  });
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

test('a line for other programs holds nine whole fields and no control character', () => {
  const line = toTabLine({ id: 'a/b', task: 'x\ty\u001b[31m\n\u202e', downloads: 1234567, gated: false });
  expect(line).toBe('a/b\tx y\t\t1234567\t\t\t\t\t');
});

test.each([
  ['a bc def', 4, ['a bc', 'def']],
  ['longer-than-that b', 4, ['longer-than-that', 'b']],
  ['日本 語', 4, ['日本', '語']],
  ['', 4, ['']],
])('%j in lines of %d', (text, width, expected) => {
  expect(wrapWords(text, width)).toEqual(expected);
});
