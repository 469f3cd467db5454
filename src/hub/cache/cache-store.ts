import type { HubEvent } from '../hub-event.ts';
import { type CacheEntry, DamagedEntryError, readEntry, writeEntry } from './cache-entry.ts';
import { entriesFolder, pruneCacheFolder } from './cache-folder.ts';

const MAX_BYTES = 500_000_000;
const PRUNE_ONE_IN = 50;

export interface CacheStoreOptions {
  dir: string;
  onEvent: (event: HubEvent) => void;
  /** Maximum size of the folder, in bytes. Defaults to 500 MB. */
  maxBytes?: number;
  /** Decides which writes start a clean-up. Defaults to `Math.random`. */
  random?: () => number;
}

/** Describes an entry's content in events. */
export interface CacheSubject {
  kind: 'info' | 'readme' | 'notebook' | 'generated';
  id: string;
}

/**
 * Reads and writes the entries of a cache folder. Never throws: if the folder is unusable, every read is a miss, and
 * one event reports why.
 */
export interface CacheStore {
  find(key: string, subject: CacheSubject): CacheEntry | undefined;
  save(key: string, entry: CacheEntry): void;
  /** Waits for the clean-up that a write has started. */
  settle(): Promise<void>;
}

export function createCacheStore(options: CacheStoreOptions): CacheStore {
  const { dir, onEvent, maxBytes = MAX_BYTES, random = Math.random } = options;
  const folder = entriesFolder(dir);
  /** The number of bytes that may be written before the size of the folder is checked again. */
  let pruneBudget = 0;
  let hasWarned = false;
  let pruning: Promise<void> | undefined;

  function warnOnce(error: unknown): void {
    if (hasWarned) return;
    hasWarned = true;
    const { code, message } = error as NodeJS.ErrnoException;
    onEvent({ type: 'cache', status: 'unusable', kind: 'folder', reason: `${dir}: ${code ?? message}` });
  }

  /** Other processes write too, so only a tenth of the free space may be written until the next check. */
  async function prune(): Promise<void> {
    try {
      pruneBudget = (maxBytes - (await pruneCacheFolder(dir, maxBytes))) / 10;
    } catch (error) {
      warnOnce(error);
    } finally {
      pruning = undefined;
    }
  }

  return {
    find(key, subject) {
      try {
        return readEntry(folder, key);
      } catch (error) {
        if (error instanceof DamagedEntryError)
          onEvent({ type: 'cache', status: 'broken', ...subject, reason: error.message });
        else warnOnce(error);
        return undefined;
      }
    },
    save(key, entry) {
      try {
        pruneBudget -= writeEntry(folder, key, entry);
      } catch (error) {
        warnOnce(error);
      }
      if (pruneBudget <= 0 && random() * PRUNE_ONE_IN < 1) pruning ??= prune();
    },
    async settle() {
      await pruning;
    },
  };
}
