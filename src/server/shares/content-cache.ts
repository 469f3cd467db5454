import { createLruCache } from '../lru-cache.ts';
import { Html, html } from '../pages/html.ts';
import type { Store } from '../store/store.ts';
import { isWorkerError, type WorkerPool } from '../workers/worker-pool.ts';

/** Limit on cached bytes, and on cached characters of HTML. */
const MAX_SIZE = 32_000_000;

/** A notebook's cells as HTML. */
export interface RenderedCells {
  cells: Html;
  /** The server was too busy to render them. A later attempt may succeed. */
  isTemporary?: true;
}

/** In-memory cache of notebooks and their pages, by the hash of the notebook's bytes. */
export interface ContentCache {
  /** @returns undefined if the store has no such content @throws StoreUnavailableError */
  read(hash: string): Promise<Uint8Array | undefined>;
  /** @returns undefined if the store has no such content @throws StoreUnavailableError */
  render(hash: string, client: string): Promise<RenderedCells | undefined>;
  /** Starts rendering a notebook that was just shared. */
  prepare(hash: string, bytes: Uint8Array, client: string): void;
}

export function createContentCache(
  store: Pick<Store, 'readContent'>,
  workers: Pick<WorkerPool, 'run'>,
): ContentCache {
  const files = createLruCache<Uint8Array>(MAX_SIZE, ({ length }) => length);
  const pages = createLruCache<Html>(MAX_SIZE, ({ text }) => text.length);
  /** Prevents visitors of the same page from rendering it several times. */
  const running = new Map<string, Promise<RenderedCells>>();

  async function read(hash: string): Promise<Uint8Array | undefined> {
    const cached = files.get(hash);
    if (cached !== undefined) return cached;
    const bytes = await store.readContent(hash);
    if (bytes !== undefined) files.set(hash, bytes);
    return bytes;
  }

  function renderOnce(hash: string, bytes: Uint8Array, client: string): Promise<RenderedCells> {
    const current = running.get(hash);
    if (current !== undefined) return current;
    const started = renderOrDegrade(bytes, client);
    running.set(hash, started);
    started
      .then(({ cells, isTemporary }) => isTemporary || pages.set(hash, cells))
      .finally(() => running.delete(hash))
      .catch(() => {});
    return started;
  }

  async function renderOrDegrade(bytes: Uint8Array, client: string): Promise<RenderedCells> {
    for (const plain of [false, true]) {
      try {
        return { cells: new Html(await workers.run('render', { bytes, plain }, { client })) };
      } catch (error) {
        if (!isWorkerError(error)) throw error;
        if (error.reason === 'busy') return { cells: BUSY, isTemporary: true };
      }
    }
    return { cells: NOT_SHOWN };
  }

  return {
    read,
    async render(hash, client) {
      const cells = pages.get(hash);
      if (cells !== undefined) return { cells };
      const bytes = await read(hash);
      return bytes && renderOnce(hash, bytes, client);
    },
    prepare(hash, bytes, client) {
      if (pages.get(hash) === undefined) renderOnce(hash, bytes, client);
    },
  };
}

const BUSY = html`<p class="note">The server is too busy to show this notebook. Reload the page in a moment, or download it.</p>`;
const NOT_SHOWN = html`<p class="note">This notebook is too complex to show. Download it to see it.</p>`;
