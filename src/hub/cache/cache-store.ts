import { createHash } from 'node:crypto';
import { readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** An entry as it was stored: its bytes have passed their checksum. */
export interface StoredEntry {
  data: Buffer;
  metadata: unknown;
}

/** The entry's bytes are not those that were stored; they have been removed. */
export class BrokenEntryError extends Error {}

const TOUCH_AFTER_MS = 3_600_000;
const TMP_LIFE_MS = 86_400_000;

/**
 * Reads from cacache's folder (index version 5, content version 2) without loading cacache: the way of
 * a warm run, 30 ms shorter so. A test holds it against cacache itself.
 * @returns undefined when there is no such entry
 * @throws BrokenEntryError, or what the file system says other than ENOENT
 */
export async function readEntry(dir: string, key: string): Promise<StoredEntry | undefined> {
  const bucket = readAndTouch(bucketPath(dir, key));
  const entry = bucket && findLine(bucket.toString('utf8'), key);
  if (!entry) return undefined;
  const digest = /^sha512-([A-Za-z0-9+/]{86}==)$/.exec(String(entry.integrity))?.[1];
  if (digest === undefined) return undefined;
  const path = contentPath(dir, digest);
  const data = readAndTouch(path);
  if (!data) return undefined;
  if (createHash('sha512').update(data).digest('base64') !== digest) {
    rmSync(path, { force: true });
    throw new BrokenEntryError(`the cached file ${path} was damaged`);
  }
  return { data, metadata: entry.metadata };
}

/**
 * Removes the files that were used least recently until at most four fifths of `maxBytes` are left, once
 * there are more than that; and what interrupted writers left behind. A file that goes while another
 * process wants it is a miss there, nothing worse.
 */
export async function pruneStore(
  dir: string,
  maxBytes: number,
  now: number,
): Promise<{ removedBytes: number; leftBytes: number }> {
  for (const file of await listStore(join(dir, 'tmp'))) {
    if (now - file.usedAt > TMP_LIFE_MS) await rm(file.path, { force: true });
  }
  const files = [...(await listStore(join(dir, 'content-v2'))), ...(await listStore(join(dir, 'index-v5')))];
  let total = files.reduce((sum, { size }) => sum + size, 0);
  const before = total;
  if (total <= maxBytes) return { removedBytes: 0, leftBytes: total };
  files.sort((a, b) => a.usedAt - b.usedAt);
  for (const file of files) {
    if (total <= maxBytes * 0.8) break;
    await rm(file.path, { force: true });
    total -= file.size;
  }
  return { removedBytes: before - total, leftBytes: total };
}

/** The last intact line for `key`: a line is `<sha1 of the JSON>\t<JSON>`; lines are only ever appended. */
function findLine(bucket: string, key: string): { integrity: unknown; metadata: unknown } | undefined {
  for (const line of bucket.split('\n').reverse()) {
    const tab = line.indexOf('\t');
    if (tab < 0) continue;
    const json = line.slice(tab + 1);
    if (createHash('sha1').update(json).digest('hex') !== line.slice(0, tab)) continue;
    const entry = JSON.parse(json) as { key?: unknown; integrity?: unknown; metadata?: unknown };
    if (entry.key === key)
      return entry.integrity == null ? undefined : { integrity: entry.integrity, metadata: entry.metadata };
  }
  return undefined;
}

/** The time of use is the file's mtime, renewed once an hour at most. */
function readAndTouch(path: string): Buffer | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return undefined;
  try {
    const now = Date.now();
    if (Math.abs(now - found.mtimeMs) > TOUCH_AFTER_MS) touch(path, now / 1_000);
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function touch(path: string, seconds: number): void {
  try {
    utimesSync(path, seconds, seconds);
  } catch {
    // A folder that may only be read.
  }
}

/** The files below a folder with their sizes and times of use; none where it is absent. */
export async function listStore(dir: string): Promise<{ path: string; size: number; usedAt: number }[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = [];
  for (const entry of entries.filter((entry) => entry.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const info = await stat(path).catch(() => undefined);
    if (info) files.push({ path, size: info.size, usedAt: info.mtimeMs });
  }
  return files;
}

export function bucketPath(dir: string, key: string): string {
  return join(dir, 'index-v5', ...toSegments(createHash('sha256').update(key).digest('hex')));
}

export function contentPath(dir: string, digest: string): string {
  return join(dir, 'content-v2', 'sha512', ...toSegments(Buffer.from(digest, 'base64').toString('hex')));
}

function toSegments(hex: string): [string, string, string] {
  return [hex.slice(0, 2), hex.slice(2, 4), hex.slice(4)];
}
