import { createLruCache } from '../lru-cache.ts';
import { type FindResult, isExpired, type Store } from './store.ts';

const MAX_SHARES = 1_000;
/** How long changes by another server with the same store may go unnoticed. */
const FRESH_MS = 100;

/** Caches recent shares for a moment, so that concurrent requests for the same share need only one query. */
export function withShareCache(store: Store, monotonicNow: () => number): Store {
  const recent = createLruCache<{ loadedAt: number; found: Promise<FindResult> }>(MAX_SHARES, () => 1);

  function load(shareId: string, now: string): Promise<FindResult> {
    const entry = { loadedAt: monotonicNow(), found: store.find(shareId, now) };
    recent.set(shareId, entry);
    const forget = () => {
      if (recent.get(shareId) === entry) recent.remove(shareId);
    };
    entry.found.then(({ status }) => status === 'found' || forget(), forget);
    return entry.found;
  }

  return {
    ...store,
    async find(shareId, now) {
      const cached = recent.get(shareId);
      const isFresh = cached !== undefined && monotonicNow() - cached.loadedAt < FRESH_MS;
      const found = await (isFresh ? cached.found : load(shareId, now));
      return found.status === 'found' && isExpired(found.notebook, now) ? { status: 'expired' } : found;
    },
    async addDownloads(counts) {
      try {
        await store.addDownloads(counts);
      } finally {
        for (const shareId of counts.keys()) recent.remove(shareId);
      }
    },
    async remove(shareId, deletionTokenHash) {
      try {
        return await store.remove(shareId, deletionTokenHash);
      } finally {
        recent.remove(shareId);
      }
    },
  };
}
