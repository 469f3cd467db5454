import { checkNotebook } from '../share/check-notebook.ts';
import type { Html } from './pages/html.ts';
import type { RenderNotebook } from './pages/render-notebook.ts';
import type { Store } from './store/store.ts';

/** Characters of markup that are kept in memory. */
const MOST_CHARACTERS = 32_000_000;

/** Notebooks as markup, the latest kept: they never change under their content's hash. */
export interface RenderedCells {
  /** Undefined where the store has no such content. @throws StoreUnavailableError */
  read(contentHash: string): Promise<Html | undefined>;
}

export function createRenderedCells(
  store: Pick<Store, 'readContent'>,
  render: RenderNotebook,
): RenderedCells {
  const kept = new Map<string, Html>();
  let characters = 0;

  function keep(hash: string, cells: Html): void {
    if (kept.has(hash)) return;
    kept.set(hash, cells);
    characters += cells.text.length;
    for (const [oldest, { text }] of kept) {
      if (characters <= MOST_CHARACTERS) return;
      kept.delete(oldest);
      characters -= text.length;
    }
  }

  return {
    async read(hash) {
      const known = kept.get(hash);
      if (known !== undefined) {
        kept.delete(hash);
        kept.set(hash, known);
        return known;
      }
      const bytes = await store.readContent(hash);
      if (bytes === undefined) return undefined;
      const cells = render(checkNotebook(bytes).cells);
      keep(hash, cells);
      return cells;
    },
  };
}
