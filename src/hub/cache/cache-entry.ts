import { hash, randomUUID } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  futimesSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** A cached text and its metadata. */
export interface CacheEntry {
  metadata: unknown;
  text: string;
}

/** Thrown if an entry's bytes differ from those that were stored. Its file has already been removed. */
export class DamagedEntryError extends Error {}

/** The suffix of a file that is still being written. */
export const TEMPORARY = '.tmp';

/** Maximum age of the time of last use before a read updates it. */
const TOUCH_AFTER_MS = 3_600_000;
const SPACE = 0x20;
const LINE_END = 0x0a;

/**
 * Reads and verifies an entry. An entry is one file, named after its key:
 * `<SHA-256 of all that follows> {"key":…,"metadata":…}`, a line break, and the text.
 * @returns undefined if the entry does not exist
 * @throws DamagedEntryError; an error of the file system other than ENOENT
 */
export function readEntry(folder: string, key: string): CacheEntry | undefined {
  const path = entryPath(folder, key);
  const bytes = readAndTouch(path);
  if (bytes === undefined) return undefined;
  const entry = decodeEntry(bytes);
  if (entry?.key === key) return entry;
  removeQuietly(path);
  throw new DamagedEntryError(`the cached file ${path} was damaged`);
}

/**
 * Writes an entry atomically, so that any number of processes can read and write the same one.
 * @returns the size of the file in bytes
 * @throws an error of the file system
 */
export function writeEntry(folder: string, key: string, { metadata, text }: CacheEntry): number {
  const path = entryPath(folder, key);
  const content = Buffer.from(`${JSON.stringify({ key, metadata })}\n${text}`);
  const bytes = Buffer.concat([Buffer.from(`${hash('sha256', content)} `), content]);
  const temporary = `${path}.${randomUUID()}${TEMPORARY}`;
  const write = () => writeFileSync(temporary, bytes, { mode: 0o600, flag: 'wx' });
  try {
    try {
      write();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      write();
    }
    renameSync(temporary, path);
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
  return bytes.length;
}

/** Whether the file's name and bytes are those of an entry. */
export function isIntact(name: string, bytes: Buffer): boolean {
  const entry = decodeEntry(bytes);
  return entry !== undefined && hash('sha256', entry.key) === name;
}

function decodeEntry(bytes: Buffer): (CacheEntry & { key: string }) | undefined {
  const space = bytes.indexOf(SPACE);
  const content = bytes.subarray(space + 1);
  if (space < 0 || hash('sha256', content) !== bytes.toString('latin1', 0, space)) return undefined;
  const lineEnd = content.indexOf(LINE_END);
  const { key, metadata } = JSON.parse(content.toString('utf8', 0, lineEnd)) as {
    key: string;
    metadata: unknown;
  };
  return { key, metadata, text: content.toString('utf8', lineEnd + 1) };
}

/** The file's mtime is the time of its last use. */
function readAndTouch(path: string): Buffer | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const now = Date.now();
    if (Math.abs(now - fstatSync(file).mtimeMs) > TOUCH_AFTER_MS) touch(file, now / 1_000);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function touch(file: number, seconds: number): void {
  try {
    futimesSync(file, seconds, seconds);
  } catch {
    // The folder is read-only.
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The folder is read-only.
  }
}

function entryPath(folder: string, key: string): string {
  return join(folder, hash('sha256', key));
}
