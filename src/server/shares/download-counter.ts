import type { Store } from '../store/store.ts';

/** Downloads that occur within this time are written together. */
const WINDOW_MS = 100;

export interface DownloadCounter {
  count(shareId: string): void;
  /** Number of downloads not yet written. */
  pending(shareId: string): number;
  /** Writes the remaining counts. */
  close(): Promise<void>;
}

/** Batches download counts. If the store is unavailable, they are kept for the next attempt. */
export function createDownloadCounter(store: Pick<Store, 'addDownloads'>): DownloadCounter {
  let unwritten = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const add = (shareId: string, count: number) =>
    unwritten.set(shareId, (unwritten.get(shareId) ?? 0) + count);

  async function flush(): Promise<void> {
    timer = undefined;
    if (unwritten.size === 0) return;
    const counts = unwritten;
    unwritten = new Map();
    try {
      await store.addDownloads(counts);
    } catch {
      for (const [shareId, count] of counts) add(shareId, count);
      start(WINDOW_MS * 50);
    }
  }

  function start(ms: number): void {
    timer ??= setTimeout(() => {
      writing = writing.then(flush);
    }, ms).unref();
  }

  return {
    count(shareId) {
      add(shareId, 1);
      start(WINDOW_MS);
    },
    pending: (shareId) => unwritten.get(shareId) ?? 0,
    async close() {
      clearTimeout(timer);
      await writing;
      await flush();
      clearTimeout(timer);
    },
  };
}
