import { checkNotebook } from '../../share/check-notebook.ts';
import { createLruCache } from '../lru-cache.ts';
import type { Html } from '../pages/html.ts';
import type { RenderNotebook } from '../pages/render-notebook.ts';
import type { Store } from '../store/store.ts';

/** Bytes, and characters of markup, that are kept in memory. */
const MOST_BYTES = 32_000_000;

/** Notebooks by the hash of their bytes, under which they never change: the latest are kept. */
export interface Contents {
  /** Undefined where the store has no such content. @throws StoreUnavailableError */
  read(hash: string): Promise<Uint8Array | undefined>;
  /** The cells as markup. */
  render(hash: string): Promise<Html | undefined>;
}

export function createContents(store: Pick<Store, 'readContent'>, renderNotebook: RenderNotebook): Contents {
  const files = createLruCache<Uint8Array>(MOST_BYTES, ({ length }) => length);
  const pages = createLruCache<Html>(MOST_BYTES, ({ text }) => text.length);

  async function read(hash: string): Promise<Uint8Array | undefined> {
    const known = files.get(hash);
    if (known !== undefined) return known;
    const bytes = await store.readContent(hash);
    if (bytes !== undefined) files.set(hash, bytes);
    return bytes;
  }

  return {
    read,
    async render(hash) {
      const known = pages.get(hash);
      if (known !== undefined) return known;
      const bytes = await read(hash);
      if (bytes === undefined) return undefined;
      const cells = renderNotebook(checkNotebook(bytes).cells);
      pages.set(hash, cells);
      return cells;
    },
  };
}
