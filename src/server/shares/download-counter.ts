import type { Store } from '../store/store.ts';

/** Counts together within this time are one write. */
const WINDOW_MS = 100;

export interface DownloadCounter {
  count(shareId: string): void;
  /** Downloads that are not written yet. */
  pending(shareId: string): number;
  /** Writes what is left. */
  close(): Promise<void>;
}

/** Gathers downloads; where the store does not answer they are kept for the next time. */
export function createDownloadCounter(store: Pick<Store, 'addDownloads'>): DownloadCounter {
  let waiting = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const add = (shareId: string, count: number) => waiting.set(shareId, (waiting.get(shareId) ?? 0) + count);

  async function flush(): Promise<void> {
    timer = undefined;
    if (waiting.size === 0) return;
    const counts = waiting;
    waiting = new Map();
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
    pending: (shareId) => waiting.get(shareId) ?? 0,
    async close() {
      clearTimeout(timer);
      await writing;
      await flush();
      clearTimeout(timer);
    },
  };
}
