import { defined } from '../defined.ts';
import { stripControl } from '../encode/terminal-text.ts';
import { NotFoundError, UsageError } from '../errors.ts';
import { readRegularFile } from '../regular-file.ts';

/** The parts of a cell that running depends on. */
export interface CellOutline {
  /** Counts all cells from 1. */
  number: number;
  /** Absent before nbformat 4.5. */
  id?: string;
  type: string;
  source: string;
  /** The outputs of a code cell, which can have any form. */
  outputs: Data[];
  tags: string[];
  /** The error output, if there is one. */
  error?: { name: string; message: string };
}

type Data = Record<string, unknown>;

/**
 * Reads the text of a notebook file.
 * @param name the notebook's name in error messages
 * @throws NotFoundError, UsageError if the file can't be read, or the signal's reason
 */
export async function readNotebookFile(path: string, name: string, signal?: AbortSignal): Promise<string> {
  return readRegularFile(path, defined({ signal }))
    .then(String)
    .catch((error) => {
      signal?.throwIfAborted();
      throw unreadableError(error, stripControl(name));
    });
}

/** The error for a notebook that can't be read. */
export function unreadableError(error: NodeJS.ErrnoException, name: string): NotFoundError | UsageError {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    return new NotFoundError(`notebook "${name}" not found`, {
      code: 'PATH_NOT_FOUND',
      hint: 'Pass an .ipynb file, or generate one: alacard generate <model>',
    });
  }
  return new UsageError(`could not read "${name}": ${error.message}`, {
    hint: 'Pass an .ipynb file that you have permission to read.',
    cause: error,
  });
}

/** @throws UsageError if the text is not an nbformat 4 notebook */
export function parseOutline(text: string, name: string): CellOutline[] {
  let notebook: unknown;
  try {
    notebook = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new UsageError(`"${name}" is not a notebook: invalid JSON`, {
      hint: 'To convert a percent-format or Markdown notebook, run: jupytext --to ipynb <file>',
      cause: error,
    });
  }
  if (!isData(notebook) || notebook.nbformat !== 4 || !Array.isArray(notebook.cells)) {
    throw new UsageError(`"${name}" is not an nbformat 4 notebook`, {
      hint: 'To convert an older notebook, run: jupyter nbconvert --to notebook <file>',
    });
  }
  const badIndex = notebook.cells.findIndex((cell) => !isData(cell));
  if (badIndex >= 0) {
    throw new UsageError(`"${name}" is not a notebook: cell ${badIndex + 1} must be an object`, {
      hint: 'Generate it again: alacard generate <model>',
    });
  }
  return notebook.cells.map((cell: Data, index) => toOutline(cell, index + 1));
}

function toOutline(cell: Data, number: number): CellOutline {
  const tags = isData(cell.metadata) ? cell.metadata.tags : undefined;
  const outputs = Array.isArray(cell.outputs) ? cell.outputs.filter(isData) : [];
  const error = outputs.find((output) => output.output_type === 'error');
  return {
    number,
    ...(typeof cell.id === 'string' && { id: cell.id }),
    type: typeof cell.cell_type === 'string' ? cell.cell_type : 'raw',
    source: toText(cell.source),
    outputs,
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [],
    ...(error !== undefined && {
      error: { name: String(error.ename ?? 'Error'), message: String(error.evalue ?? '') },
    }),
  };
}

/** Text as nbformat stores it: a string or a list of lines. Anything else is empty. */
export function toText(source: unknown): string {
  return Array.isArray(source) ? source.map(String).join('') : typeof source === 'string' ? source : '';
}

function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
