import { formatNotebook, type NotebookFormat } from '../notebook/formats/formats.ts';
import type { Notebook } from '../notebook/nbformat.ts';

/** The steps that a finished notebook in the cache saves. They are loaded together, and only without one. */
export { chooseCode } from './choose-code.ts';
export { composeCells } from './compose-cells.ts';
export { composeOfficial } from './compose-official.ts';
export { describeModel } from './describe-model.ts';
export { readCard } from './read-card.ts';

/** Formats a notebook, or the same code as a script. Cells are rewritten for a script within a time limit. */
export async function formatRequested(
  notebook: Notebook,
  format: NotebookFormat | 'script',
  limitSync: <T>(work: () => T) => T,
): Promise<string> {
  if (format !== 'script') return formatNotebook(notebook, format);
  const [{ formatScript }, { toScriptCode }] = await Promise.all([
    import('../notebook/formats/script.ts'),
    import('../python/script/script-code.ts'),
  ]);
  return formatScript(notebook, (source) => limitSync(() => toScriptCode(source)));
}
