import { checkNotebook } from '../../share/check-notebook.ts';
import { createLruCache } from '../lru-cache.ts';
import type { Html } from '../pages/html.ts';
import type { RenderNotebook } from '../pages/render-notebook.ts';
import type { Store } from '../store/store.ts';

/** Limit on cached bytes, and on cached characters of HTML. */
const MAX_SIZE = 32_000_000;

/** In-memory cache of notebooks by the hash of their bytes. */
export interface ContentCache {
  /** @returns undefined if the store has no such content @throws StoreUnavailableError */
  read(hash: string): Promise<Uint8Array | undefined>;
  /** The cells as HTML. */
  render(hash: string): Promise<Html | undefined>;
}

export function createContentCache(
  store: Pick<Store, 'readContent'>,
  renderNotebook: RenderNotebook,
): ContentCache {
  const files = createLruCache<Uint8Array>(MAX_SIZE, ({ length }) => length);
  const pages = createLruCache<Html>(MAX_SIZE, ({ text }) => text.length);

  async function read(hash: string): Promise<Uint8Array | undefined> {
    const cached = files.get(hash);
    if (cached !== undefined) return cached;
    const bytes = await store.readContent(hash);
    if (bytes !== undefined) files.set(hash, bytes);
    return bytes;
  }

  return {
    read,
    async render(hash) {
      const cached = pages.get(hash);
      if (cached !== undefined) return cached;
      const bytes = await read(hash);
      if (bytes === undefined) return undefined;
      const cells = renderNotebook(checkNotebook(bytes).cells);
      pages.set(hash, cells);
      return cells;
    },
  };
}
