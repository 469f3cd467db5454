import { execFile } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  appendHistory,
  findHistoryFile,
  type HistoryEntry,
  readHistory,
} from '../../src/cli/commands/history/history.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alacard-history-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const entry = (model: string): HistoryEntry => ({
  time: '2026-11-24T10:00:00.000Z',
  model,
  version: '1.0.0',
});

test('returns rows in the order they were written', async () => {
  const file = join(folder, 'new', 'history.jsonl');
  for (const model of ['a/a', 'b/b', 'c/c']) expect(await appendHistory(file, entry(model))).toBe(true);
  expect((await readHistory(file)).map(({ model }) => model)).toEqual(['a/a', 'b/b', 'c/c']);
});

test.skipIf(process.platform === 'win32')('only the owner can read it', async () => {
  const file = join(folder, 'new', 'history.jsonl');
  await appendHistory(file, entry('a/a'));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'new')).mode & 0o777).toBe(0o700);
});

test.each([
  '{"time":"2026',
  '{"time":"x","model":"torn/torn"',
  '\u0000\u0000\u0000',
  'null',
  '[]',
  '{"time":1,"model":2}',
])('a partial row does not affect other rows: %j', async (torn) => {
  const file = join(folder, 'history.jsonl');
  await appendHistory(file, entry('a/a'));
  appendFileSync(file, torn);
  await appendHistory(file, entry('b/b'));
  expect((await readHistory(file)).map(({ model }) => model)).toEqual(['a/a', 'b/b']);
});

test('a read-only folder is not an error', async () => {
  writeFileSync(join(folder, 'file'), '');
  expect(await appendHistory(join(folder, 'file', 'history.jsonl'), entry('a/a'))).toBe(false);
  expect(await readHistory(join(folder, 'file', 'history.jsonl'))).toEqual([]);
  expect(await readHistory(join(folder, 'absent.jsonl'))).toEqual([]);
});

test('eight processes do not lose any of 800 rows', async () => {
  const file = join(folder, 'history.jsonl');
  const script = join(import.meta.dirname, 'append-history.ts');
  const tsx = join(import.meta.dirname, '../../node_modules/tsx/dist/cli.mjs');
  await Promise.all(
    Array.from({ length: 8 }, (_, at) =>
      promisify(execFile)(process.execPath, [tsx, script, file, `p${at}`, '100']),
    ),
  );
  const models = (await readHistory(file)).map(({ model }) => model);
  expect(models).toHaveLength(800);
  expect(new Set(models).size).toBe(800);
  expect(readFileSync(file, 'utf8').split('\n').filter(Boolean)).toHaveLength(800);
}, 60_000);

describe('findHistoryFile', () => {
  const find = (env: Record<string, string>) =>
    findHistoryFile({
      env: { ALACARD_CONFIG_DIR: '/c', ...env },
      platform: 'linux',
      cwd: '/',
      homeDir: '/h',
    });
  test.each(['off', 'OFF', '0', 'no', 'false'])('ALACARD_HISTORY=%s turns it off', (value) => {
    expect(find({ ALACARD_HISTORY: value })).toBeUndefined();
  });
  test.each(['', 'on', '1'])('ALACARD_HISTORY=%j leaves it on', (value) => {
    expect(find({ ALACARD_HISTORY: value })?.replaceAll('\\', '/')).toMatch(/\/c\/history\.jsonl$/);
  });
});
