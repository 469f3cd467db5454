import { createLruCache } from '../lru-cache.ts';
import { type Found, isExpired, type Store } from './store.ts';

const MOST_SHARES = 1_000;
/** So long another server of the same store may have removed or counted what is remembered here. */
const FRESH_MS = 100;

/** The store, with the shares that were just asked for at hand: what many ask for at once is read once. */
export function rememberShares(store: Store, monotonicNow: () => number): Store {
  const recent = createLruCache<{ askedAt: number; found: Promise<Found> }>(MOST_SHARES, () => 1);

  function ask(shareId: string, now: string): Promise<Found> {
    const asked = { askedAt: monotonicNow(), found: store.find(shareId, now) };
    recent.set(shareId, asked);
    const forget = () => {
      if (recent.get(shareId) === asked) recent.remove(shareId);
    };
    asked.found.then(({ status }) => status === 'found' || forget(), forget);
    return asked.found;
  }

  return {
    ...store,
    async find(shareId, now) {
      const known = recent.get(shareId);
      const isFresh = known !== undefined && monotonicNow() - known.askedAt < FRESH_MS;
      const found = await (isFresh ? known.found : ask(shareId, now));
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
