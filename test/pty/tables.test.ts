import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IBufferLine } from '@xterm/headless';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createSandbox, type Sandbox } from '../e2e/run-alacard.ts';
import { openPty } from './open-pty.ts';

/** Chinese, Korean, Hindi, Thai, Persian and Arabic; marks of their own; emoji of Unicode 6.1, 14 and 15. */
const TEXTS = [
  'plain',
  '日本語モデル',
  '한국어',
  'हिन्दी',
  'ภาษาไทยกำ',
  'می\u200cخواهم',
  'العَرَبِيَّة',
  'cafe\u0301-\u0128\u0323',
  '\u{1f600}smile',
  '\u{1fae0}\u{1fae8}melt',
];

const nameOf = (index: number) => `acorn-labs/a-model-with-a-long-name-${index}`;

const hoursAgo = (hours: number) => Date.now() - hours * 3_600_000;
const AGES: [shown: string, timeMs: number][] = [
  ['1 hour ago', hoursAgo(1.4)],
  ['2 hours ago', hoursAgo(2.4)],
  ['5 hours ago', hoursAgo(5.4)],
  ['22 hours ago', hoursAgo(22.4)],
  ['1 day ago', hoursAgo(30)],
  ['2 days ago', hoursAgo(54)],
  ['6 days ago', hoursAgo(150)],
  ['Feb 3, 2026, 14:05', Date.UTC(2026, 1, 3, 14, 5)],
  ['Nov 26, 2025, 00:30', Date.UTC(2025, 10, 26, 0, 30)],
  ['Jan 9, 2024, 23:59', Date.UTC(2024, 0, 9, 23, 59)],
];

let hub: FakeHub;
let sandbox: Sandbox;
let folders: { history: string; settings: string; cache: string };
beforeAll(async () => {
  hub = await startFakeHub();
  for (const [index, text] of TEXTS.entries()) {
    hub.addModel({
      id: nameOf(index),
      info: {
        pipeline_tag: `task-${text}`,
        library_name: `lib-${text}`,
        tags: [`license:${text}`],
        downloads: 10 ** (9 - index),
        likes: index,
        safetensors: { total: 8e9 },
        cardData: { language: TEXTS, license: text, datasets: [text] },
      },
    });
  }
  sandbox = createSandbox(hub.url);
  const root = mkdtempSync(join(sandbox.cwd, '日本語-\u{1f600}-हिन्दी-'));
  folders = {
    history: join(root, 'history'),
    settings: join(root, 'ไทยกำ'),
    cache: join(root, 'می\u200cخواهم'),
  };
  Object.assign(sandbox.env, {
    ALACARD_CONFIG_DIR: folders.history,
    ALACARD_CACHE_DIR: folders.cache,
    ALACARD_FORMAT: 'py',
    TZ: 'UTC',
  });
  mkdirSync(folders.history);
  mkdirSync(folders.settings);
  const history = TEXTS.map((text, index) => ({
    time: new Date(AGES[index]![1]).toISOString(),
    model: nameOf(index),
    sha: 'a'.repeat(40),
    file: `/notebooks/${text}/model.ipynb`,
    version: '1.0.0',
  }));
  writeFileSync(
    join(folders.history, 'history.jsonl'),
    history.map((entry) => `${JSON.stringify(entry)}\n`).join(''),
  );
  writeFileSync(join(folders.settings, 'config.json'), JSON.stringify(SETTINGS));
});
afterAll(async () => {
  sandbox.remove();
  await hub.close();
});

const SETTINGS: Record<string, string> = {
  output: 'notebooks/한국어-\u{1f600}/{name}.ipynb',
  'token-file': '/keys/हिन्दी/العَرَبِيَّة',
  python: '/opt/日本語モデル/cafe\u0301/bin/python',
};

/** What the emulator shows once the command has ended. */
async function show(
  args: string[],
  columns: number,
  env: Record<string, string> = {},
): Promise<IBufferLine[]> {
  const session = openPty(sandbox, args, { columns, env });
  expect(await session.ended, session.screen()).toBe(0);
  return session.lines();
}

const isBlank = (line: IBufferLine, from: number, to: number) =>
  line.translateToString(false, from, to).trim() === '';

/** Whether a cell shows this text, complete or without its middle. */
function expectCell(shown: string, whole: string): void {
  if (shown === whole) return;
  const [head = '', tail = '', ...rest] = shown.split('…');
  expect([whole.startsWith(head), whole.endsWith(tail), rest, shown]).toEqual([true, true, [], shown]);
  expect(shown).toContain('…');
}

/**
 * Checks the emulator's cells: each text must begin (or, if right-aligned, end) in the same cell as its title. Returns
 * the titles that are shown, and whether nothing was truncated.
 */
function checkTable(
  lines: IBufferLine[],
  columns: [title: string, align: 'left' | 'right'][],
  rows: string[][],
) {
  const at = lines.findIndex((line) => line.translateToString(true).includes(columns[0]![0]));
  const header = lines[at]!.translateToString(true);
  const shown = columns.filter(([title]) => header.split(/ +/).includes(title));
  let isWhole = true;
  for (const [index, row] of rows.entries()) {
    const line = lines[at + 1 + index]!;
    for (const [title, align] of shown) {
      const text = row[columns.findIndex((column) => column[0] === title)]!;
      const start = header.indexOf(title);
      const end = start + title.length;
      let cell: string;
      if (align === 'right') {
        cell = line.translateToString(false, 0, end).split('  ').at(-1)!.trim();
        expect(isBlank(line, end, end + 2)).toBe(true);
        expect(isBlank(line, end - 1, end)).toBe(false);
      } else {
        cell = line.translateToString(true, start).split('  ')[0]!;
        expect(isBlank(line, Math.max(0, start - 2), start)).toBe(true);
        expect(isBlank(line, start, start + 1)).toBe(false);
      }
      expectCell(cell, text);
      if (cell !== text) isWhole = false;
    }
  }
  return { titles: shown.map(([title]) => title), isWhole };
}

test.each([
  ['generate --force', 40],
  ['generate --force', 80],
  ['generate --dry-run', 55],
  ['info', 76],
])('%s breaks no commit, id or word at the edge of %d columns', async (command, columns) => {
  const lines = await show([...command.split(' '), `${nameOf(0)}@main`], columns, {
    ALACARD_HISTORY: 'off',
  });
  const broken = lines.filter((line) => line.isWrapped).map((line) => line.translateToString(true));
  expect(broken).toEqual([]);
  const { sha } = hub.models.get(nameOf(0))!;
  const text = lines.map((line) => line.translateToString(true)).join('\n');
  expect(text).toMatch(
    new RegExp(`pinned\\s+to\\s+${command === 'generate --force' ? sha.slice(0, 7) : sha}\\b`),
  );
});

// xterm.js is the terminal of VS Code and JupyterLab. See drawEmojiWide for the Unicode version.
describe.each([40, 80, 200])('in xterm.js with %d columns', (width) => {
  test('popular', async () => {
    const rows = TEXTS.map((text, index) => [
      nameOf(index),
      `task-${text}`,
      '8B',
      ['1B', '100M', '10M', '1M', '100K', '10K', '1K', '100', '10', '1'][index]!,
      String(index),
      text,
      `lib-${text}`,
    ]);
    const { titles, isWhole } = checkTable(
      await show(['popular'], width),
      [
        ['MODEL', 'left'],
        ['TASK', 'left'],
        ['SIZE', 'right'],
        ['DOWNLOADS', 'right'],
        ['LIKES', 'right'],
        ['LICENSE', 'left'],
        ['LIBRARY', 'left'],
      ],
      rows,
    );
    const order = ['MODEL', 'DOWNLOADS', 'LIKES', 'TASK', 'SIZE', 'LICENSE', 'LIBRARY'];
    const fitting = { 40: 3, 80: 6, 200: 7 }[width];
    expect(titles.toSorted()).toEqual(order.slice(0, fitting).toSorted());
    expect(isWhole).toBe(width === 200);
  });

  test('history', async () => {
    const rows = TEXTS.map((text, index) => [
      `/notebooks/${text}/model.ipynb`,
      nameOf(index),
      'a'.repeat(7),
      AGES[index]![0],
    ]);
    const { titles, isWhole } = checkTable(
      await show(['history'], width),
      [
        ['FILE', 'left'],
        ['MODEL', 'left'],
        ['COMMIT', 'left'],
        ['CREATED', 'left'],
      ],
      rows,
    );
    expect(titles).toEqual(width === 40 ? ['FILE', 'MODEL'] : ['FILE', 'MODEL', 'COMMIT', 'CREATED']);
    expect(isWhole).toBe(width === 200);
  });

  test('config list', async () => {
    const source = join(folders.settings, 'config.json').slice(sandbox.cwd.length + 1);
    const values: [string, string, string][] = [
      ['format', 'py', 'ALACARD_FORMAT'],
      ['output', SETTINGS.output!, source],
      ['example', 'auto', 'default'],
      ['snippets', 'first', 'default'],
      ['target', 'jupyter', 'default'],
      ['timeout', '60s', 'default'],
      ['max-wait', '90s', 'default'],
      ['endpoint', '-', 'HF_ENDPOINT'],
      ['token-file', SETTINGS['token-file']!, source],
      ['share-url', '-', 'default'],
      ['python', SETTINGS.python!, source],
    ];
    const { titles, isWhole } = checkTable(
      await show(['config', 'list'], width, { ALACARD_CONFIG_DIR: folders.settings }),
      [
        ['SETTING', 'left'],
        ['VALUE', 'left'],
        ['SOURCE', 'left'],
      ],
      values,
    );
    expect(titles).toEqual(['SETTING', 'VALUE', 'SOURCE']);
    expect(isWhole).toBe(width === 200);
  });

  test.each([
    [['cache', 'info'], 12],
    [['info', nameOf(3)], 11],
  ])('%j', async (args, labelWidth) => {
    const lines = (await show(args, width)).filter((line) => line.translateToString(true) !== '');
    expect(lines.length).toBeGreaterThan(3);
    const values = lines
      .filter((line) => !line.isWrapped)
      .map((line) => {
        expect(isBlank(line, labelWidth, labelWidth + 2)).toBe(true);
        expect(isBlank(line, labelWidth + 2, labelWidth + 3)).toBe(false);
        return line.translateToString(true, labelWidth + 2);
      });
    if (args[0] === 'info') {
      const words = values.join(' ').split(/[ ,]+/);
      for (const text of TEXTS) expect(words).toContain(text);
    } else if (width === 200) expect(values[0]).toBe(folders.cache);
  });
});

test('history shows links below their notebook, untruncated on a narrow terminal', async () => {
  const folder = join(sandbox.cwd, 'shared');
  const url = `https://cards.example.org/s/${'a'.repeat(40)}`;
  const shared = {
    ...{ event: 'shared', time: new Date().toISOString(), requestDigest: 'w', place: 'server', id: 'a' },
    ...{ endpoint: 'https://cards.example.org', url, notebookUrl: url, isPublic: false },
    ...{ model: 'acorn-labs/a', file: join(sandbox.cwd, 'a.ipynb') },
  };
  mkdirSync(folder);
  writeFileSync(join(folder, 'shares.jsonl'), `${JSON.stringify(shared)}\n`);
  const session = openPty(sandbox, ['history'], { columns: 40, env: { ALACARD_CONFIG_DIR: folder } });
  expect(await session.ended).toBe(0);
  const [titles, row, ...rest] = session.screen().split('\n');
  expect(titles!.split(/ +/)).toEqual(['FILE', 'MODEL', 'CREATED']);
  expect(row!.split(/ {2,}/)).toEqual(['a.ipynb', 'acorn-labs/a', 'just now']);
  expect(rest.join('').trim()).toBe(url);
});
