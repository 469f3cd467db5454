import { execFile } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestOf, JOURNAL_NAME, type Journal, openJournal, readJournal } from '../../src/batch/journal.ts';

const KEY = { model: 'a/b', options: 'o', version: '1' };
const MADE = { digest: digestOf('text'), modelId: 'a/b', sha: '0123' };
const HERE = { pid: 7, host: 'here', isAlive: () => true };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alacard-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = () => join(folder, JOURNAL_NAME);
const open = (owner = HERE) => openJournal(folder, owner, '2026-11-24T10:00:00.000Z');
async function use<T>(work: (journal: Journal) => T): Promise<T> {
  const journal = await open();
  const result = work(journal);
  await journal.close();
  return result;
}

test('finds a notebook by model, revision, options and version', async () => {
  await use((journal) => journal.recordGenerated(KEY, { ...MADE, path: join(folder, 'sub', 'b.ipynb') }));
  await use((journal) => {
    expect(journal.find(KEY)).toMatchObject({ ...MADE, path: 'sub/b.ipynb' });
    for (const other of [{ model: 'a/c' }, { revision: 'main' }, { options: 'p' }, { version: '2' }])
      expect(journal.find({ ...KEY, ...other }), JSON.stringify(other)).toBeUndefined();
  });
});

test('finds nothing once a later attempt failed', async () => {
  await use((journal) => journal.recordGenerated(KEY, { ...MADE, path: join(folder, 'b.ipynb') }));
  await use((journal) => journal.recordFailed(KEY, 'UNAVAILABLE'));
  expect(await use((journal) => journal.find(KEY))).toBeUndefined();
});

test('owns a file until its bytes change', async () => {
  const path = join(folder, 'b.ipynb');
  await use((journal) => journal.recordGenerated(KEY, { ...MADE, path }));
  const owns = async () => {
    const journal = await open();
    const isOwn = await journal.owns(path);
    await journal.close();
    return isOwn;
  };
  expect(await owns()).toBe(false);
  writeFileSync(path, 'text');
  expect(await owns()).toBe(true);
  writeFileSync(path, 'text!');
  expect(await owns()).toBe(false);
});

test.each([
  '{"model":"a/b","options":"o","ver',
  'null',
  '[]',
  '{"batch":3}',
  '{"batch":"x","pid":"7","host":"here","since":"y"}',
  '{"model":"a/b","options":"o","version":"1"}',
])('skips the line %s', async (line) => {
  await use((journal) => journal.recordGenerated(KEY, { ...MADE, path: join(folder, 'b.ipynb') }));
  appendFileSync(file(), line);
  await use((journal) => {
    expect(journal.find(KEY)).toMatchObject(MADE);
    journal.recordFailed({ ...KEY, model: 'c/d' }, 'WRITE');
  });
  // A partial line does not swallow the next one.
  expect(readFileSync(file(), 'utf8')).toContain('\n{"model":"c/d"');
});

test('skips a malformed line in the middle, also one that is longer than any entry', async () => {
  const entry = (model: string) =>
    `${JSON.stringify({ ...KEY, model, path: `${model.slice(2)}.ipynb`, digest: 'd', modelId: model })}\n`;
  const long = JSON.stringify({
    ...KEY,
    model: 'a/long',
    path: 'x'.repeat(3_000_000),
    digest: 'd',
    modelId: 'm',
  });
  const text = `${entry('a/1')}{"model":"a/2","opt\n${entry('a/é')}${long}\n${entry('a/3')}${long}`;
  writeFileSync(file(), text);
  await use((journal) => {
    for (const model of ['a/1', 'a/é', 'a/3']) expect(journal.find({ ...KEY, model })?.modelId).toBe(model);
    for (const model of ['a/2', 'a/long']) expect(journal.find({ ...KEY, model })).toBeUndefined();
  });
});

test('reads a journal that is larger than the memory', async () => {
  const entry = (index: number) =>
    `${JSON.stringify({ ...KEY, path: `${index}.ipynb`, ...MADE, digest: digestOf(`${index}`) })}\n`;
  const run = Array.from({ length: 500 }, (_, index) => entry(index)).join('');
  writeFileSync(file(), '');
  for (let runs = 0; runs < 6; runs++) appendFileSync(file(), run.repeat(100));
  expect(statSync(file()).size).toBeGreaterThan(50_000_000);
  const script = fileURLToPath(new URL('read-journal.ts', import.meta.url));
  const args = ['--max-old-space-size=40', '--import', 'tsx', script, folder, '499.ipynb'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toBe(digestOf('499'));
});

test('knows the latest model of each file, also without opening the journal', async () => {
  expect((await readJournal(folder)).lastAt(join(folder, 'b.ipynb'))).toBeUndefined();
  expect(existsSync(file())).toBe(false);
  const path = join(folder, 'sub', 'b.ipynb');
  for (const model of ['a/b', 'c/b'])
    await use((journal) => journal.recordGenerated({ ...KEY, model }, { ...MADE, modelId: model, path }));
  const before = readFileSync(file(), 'utf8');
  const journal = await readJournal(folder);
  expect(journal.lastAt(path)?.model).toBe('c/b');
  expect(journal.lastAt(join(folder, 'b.ipynb'))).toBeUndefined();
  expect(readFileSync(file(), 'utf8')).toBe(before);
});

test.each([
  ['another process of this host', { ...HERE, pid: 8 }, { pid: 7, since: '2026-11-24T10:00:00.000Z' }],
  ['itself', HERE, undefined],
  ['a process of another host', { ...HERE, pid: 8, host: 'there' }, undefined],
  ['a process that has died', { ...HERE, pid: 8, isAlive: () => false }, undefined],
])('reports a batch that did not end to %s', async (_, owner, expected) => {
  const first = await open();
  const second = await open(owner);
  expect(second.otherBatch).toEqual(expected);
  await second.close();
  await first.close();
  const third = await open({ ...HERE, pid: 9 });
  expect(third.otherBatch).toBeUndefined();
  await third.close();
});

test('fails with a WriteError if the folder cannot be created', async () => {
  writeFileSync(join(folder, 'file'), '');
  const opening = openJournal(join(folder, 'file', 'x'), HERE, 'now');
  await expect(opening).rejects.toMatchObject({ exitCode: 7 });
});
