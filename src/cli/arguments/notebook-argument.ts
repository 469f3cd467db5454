import { UsageError } from '../../errors.ts';
import { isLocalPath } from './model-argument.ts';
import type { RawOptions } from './option-values.ts';

/** Options that only apply when a notebook is generated. */
const MODEL_FLAGS = {
  revision: '--revision',
  example: '--example',
  snippets: '--snippets',
  id: '--id',
  quantize: '--quantize',
  target: '--target',
  carryEndpoint: '--carry-endpoint',
  preferOfficial: '--prefer-official',
  officialNotebook: '--official-notebook',
};

/**
 * Whether an argument that can be a model or a notebook is a notebook.
 * @throws UsageError for a notebook in another format
 */
export function isNotebookPath(text: string, command: string): boolean {
  if (/^https?:\/\//i.test(text)) return false;
  if (/\.ipynb$/i.test(text)) return true;
  if (/\.(py|md)$/i.test(text) && isLocalPath(text) && !/README\.md$/i.test(text)) {
    throw new UsageError(`cannot ${command} "${text}": it is not an .ipynb notebook`, {
      hint: 'Convert it first: jupytext --to ipynb <file>',
    });
  }
  return false;
}

/**
 * Returns the notebook's path.
 * @throws UsageError if an option for models is set
 */
export function refuseModelFlags(path: string, raw: RawOptions): string {
  for (const [key, flag] of Object.entries(MODEL_FLAGS)) {
    if (raw[key] === undefined) continue;
    throw new UsageError(`${flag} is only for models, but "${path}" is a notebook`, {
      hint: `Drop ${flag}.`,
    });
  }
  return path;
}
