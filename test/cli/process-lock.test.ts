import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from '../../src/process-lock.ts';
import { startLockHolder } from './start-lock-holder.ts';

let folder = '';
let lock = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alacard-lock-'));
  lock = join(folder, 'file.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const owner = (dead: readonly number[] = [], signal = new AbortController().signal) => ({
  process: { pid: process.pid, isAlive: (pid: number) => !dead.includes(pid) },
  signal,
});

/** The lock as another process would hold it. */
function holdAs(name: string, ageMs = 0): void {
  mkdirSync(lock);
  const file = join(lock, name);
  writeFileSync(file, '');
  const time = new Date(Date.now() - ageMs);
  utimesSync(file, time, time);
}

test('runs one piece of work at a time, and leaves no files behind', async () => {
  const file = join(folder, 'count');
  writeFileSync(file, '0');
  await Promise.all(
    Array.from({ length: 20 }, () =>
      withLock(lock, owner(), async () => {
        const count = Number(readFileSync(file, 'utf8'));
        await delay(1);
        writeFileSync(file, String(count + 1));
      }),
    ),
  );
  expect(readFileSync(file, 'utf8')).toBe('20');
  expect(readdirSync(folder)).toEqual(['count']);
});

test('is released when the work fails', async () => {
  const work = () => {
    throw new Error('no');
  };
  await expect(withLock(lock, owner(), work)).rejects.toThrow('no');
  expect(await withLock(lock, owner(), () => 'done')).toBe('done');
  expect(readdirSync(folder)).toEqual([]);
});

test('is taken over from a process that was killed', async () => {
  const child = await startLockHolder(lock);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  expect(readdirSync(lock)).toHaveLength(1);
  expect(await withLock(lock, owner([child.pid!]), () => readdirSync(lock))).toEqual([
    expect.stringMatching(new RegExp(`^${process.pid}@`)),
  ]);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ['a live process', `4@${hostname()}-00000000`, 0, false],
  ['a dead process', `5@${hostname()}-00000000`, 0, true],
  ['a process that has hung for long', `4@${hostname()}-00000000`, 60_000, true],
  ['a process on another machine', '5@elsewhere-00000000', 0, false],
  ['a process on another machine, long ago', '5@elsewhere-00000000', 60_000, true],
])('of %s', async (_, name, ageMs, isFreed) => {
  holdAs(name, ageMs);
  // An aborted wait ends after the first attempt, which frees a stale lock for the next one.
  const attempt = withLock(lock, owner([5], AbortSignal.abort()), () => {});
  await expect(attempt).rejects.toThrow(/abort/i);
  expect(readdirSync(folder)).toEqual(isFreed ? [] : ['file.lock']);
  if (!isFreed) expect(readdirSync(lock)).toEqual([name]);
});

test('files of a process that was killed while it waited are removed', async () => {
  mkdirSync(`${lock}.5@${hostname()}-00000000`);
  mkdirSync(`${lock}.4@${hostname()}-00000000`);
  await withLock(lock, owner([5]), () => {});
  expect(readdirSync(folder)).toEqual([`file.lock.4@${hostname()}-00000000`]);
});
