import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { defined } from '../../defined.ts';
import { isIntact, TEMPORARY } from './cache-entry.ts';

/** The number changes with the file format, so that no version reads files in another format. */
const ENTRIES = 'entries-v1';
/** Folders that earlier versions of alacard wrote. */
const OUTDATED = ['content-v2', 'index-v5'];
/** A temporary file that is older than this was left behind by a killed process. */
const TEMPORARY_LIFE_MS = 86_400_000;

interface StoredFile {
  name: string;
  path: string;
  size: number;
  usedAtMs: number;
}

export interface CacheFolderInfo {
  entries: number;
  bytes: number;
  /** When an entry was last used, in milliseconds since 1970. Absent if there are no entries. */
  usedAtMs?: number;
}

/** The folder inside a cache folder that contains the entries. */
export const entriesFolder = (dir: string): string => join(dir, ENTRIES);

/** Counts the entries of a cache folder. A missing folder counts as empty. */
export async function describeCacheFolder(dir: string): Promise<CacheFolderInfo> {
  const { entries } = await listFiles(dir);
  const usedAtMs = entries.length === 0 ? undefined : Math.max(...entries.map((entry) => entry.usedAtMs));
  return { entries: entries.length, bytes: totalSize(entries), ...defined({ usedAtMs }) };
}

/**
 * Removes all entries, including those of earlier versions. A process that reads at the same time queries the Hub
 * again.
 * @returns information about the folder before it was cleared
 */
export async function clearCacheFolder(dir: string): Promise<CacheFolderInfo> {
  const before = await describeCacheFolder(dir);
  await Promise.all(
    [ENTRIES, ...OUTDATED].map((part) =>
      rm(join(dir, part), { recursive: true, force: true, maxRetries: 3 }),
    ),
  );
  return before;
}

export interface CacheVerdict {
  /** Entries whose bytes are intact. */
  intact: number;
  /** Entries whose bytes have changed. They were removed and will be fetched again. */
  removed: number;
  /** Bytes freed by removing damaged entries and abandoned temporary files. */
  reclaimedBytes: number;
}

/** Checks every entry against its digest. */
export async function verifyCacheFolder(dir: string): Promise<CacheVerdict> {
  const { entries, abandoned } = await listFiles(dir);
  const damaged: StoredFile[] = [];
  for (const entry of entries) {
    const bytes = await readFile(entry.path).catch(() => undefined);
    if (bytes !== undefined && !isIntact(entry.name, bytes)) damaged.push(entry);
  }
  const removed = [...damaged, ...abandoned];
  await removeFiles(removed);
  return {
    intact: entries.length - damaged.length,
    removed: damaged.length,
    reclaimedBytes: totalSize(removed),
  };
}

/**
 * Once the entries take more than `maxBytes`, removes the least recently used ones until four fifths of that remain.
 * Also removes abandoned temporary files.
 * @returns the bytes that remain
 */
export async function pruneCacheFolder(dir: string, maxBytes: number): Promise<number> {
  const { entries, abandoned } = await listFiles(dir);
  await removeFiles(abandoned);
  let bytes = totalSize(entries);
  if (bytes <= maxBytes) return bytes;
  entries.sort((a, b) => a.usedAtMs - b.usedAtMs);
  for (const entry of entries) {
    if (bytes <= maxBytes * 0.8) break;
    await removeFiles([entry]);
    bytes -= entry.size;
  }
  return bytes;
}

async function listFiles(dir: string): Promise<{ entries: StoredFile[]; abandoned: StoredFile[] }> {
  const folder = entriesFolder(dir);
  const entries: StoredFile[] = [];
  const abandoned: StoredFile[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) continue;
    const file = { name, path, size: found.size, usedAtMs: found.mtimeMs };
    if (!name.endsWith(TEMPORARY)) entries.push(file);
    else if (Date.now() - found.mtimeMs > TEMPORARY_LIFE_MS) abandoned.push(file);
  }
  return { entries, abandoned };
}

async function removeFiles(files: readonly StoredFile[]): Promise<void> {
  for (const { path } of files) await rm(path, { force: true });
}

const totalSize = (files: readonly StoredFile[]) => files.reduce((sum, { size }) => sum + size, 0);
