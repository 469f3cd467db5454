import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { listStore } from './cache-store.ts';

/** The parts of a cacache folder: alacard removes nothing else. */
const PARTS = ['content-v2', 'index-v5', 'tmp'] as const;

export interface CacheFolderInfo {
  entries: number;
  bytes: number;
  /** When a file of it was last used, in milliseconds since 1970; absent where it is empty. */
  usedAtMs?: number;
}

/** What the cache holds; an absent folder holds nothing. */
export async function describeCacheFolder(dir: string): Promise<CacheFolderInfo> {
  const [content, index] = await Promise.all([
    listStore(join(dir, 'content-v2')),
    listStore(join(dir, 'index-v5')),
  ]);
  const files = [...content, ...index];
  return {
    entries: index.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    ...(files.length > 0 && { usedAtMs: Math.max(...files.map(({ usedAt }) => usedAt)) }),
  };
}

/** Removes all that is cached; what was there. A process that reads meanwhile finds nothing, and asks the Hub. */
export async function clearCacheFolder(dir: string): Promise<CacheFolderInfo> {
  const before = await describeCacheFolder(dir);
  await Promise.all(
    PARTS.map((part) => rm(join(dir, part), { recursive: true, force: true, maxRetries: 3 })),
  );
  return before;
}

export interface CacheVerdict {
  /** Files whose bytes are those that were stored. */
  intact: number;
  /** Files whose bytes are not: removed, and fetched again when they are wanted. */
  removed: number;
  /** Bytes given back: of damaged files and of those that no entry names. */
  reclaimedBytes: number;
}

/** Reads every file of the cache against its checksum, by cacache itself. */
export async function verifyCacheFolder(dir: string): Promise<CacheVerdict> {
  if ((await describeCacheFolder(dir)).entries === 0) return { intact: 0, removed: 0, reclaimedBytes: 0 };
  const { default: cacache } = await import('cacache');
  const stats = await cacache.verify(dir);
  return {
    intact: stats.verifiedContent,
    removed: stats.badContentCount,
    reclaimedBytes: stats.reclaimedSize,
  };
}
