import { stripControl } from '../encode/terminal-text.ts';
import { NotFoundError, UsageError } from '../errors.ts';
import { readRegularFile } from '../regular-file.ts';

/** One cell, as far as running needs to know it. */
export interface CellOutline {
  /** Counts all cells from 1. */
  number: number;
  /** Absent before nbformat 4.5. */
  id?: string;
  type: string;
  tags: string[];
  /** The error among its outputs. */
  error?: { name: string; message: string };
}

type Data = Record<string, unknown>;

/** The cells of a notebook file, which errors call by `name`. Throws NotFoundError, or UsageError where it is no notebook of nbformat 4. */
export async function readNotebookFile(path: string, name = path): Promise<CellOutline[]> {
  const shown = stripControl(name);
  const text = await readRegularFile(path)
    .then(String)
    .catch((error) => {
      throw unreadable(error, shown);
    });
  return outlineNotebook(text, shown);
}

/** What the file system's refusal to read a notebook means. */
export function unreadable(error: NodeJS.ErrnoException, name: string): NotFoundError | UsageError {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    return new NotFoundError(`there is no notebook "${name}"`, {
      code: 'PATH_NOT_FOUND',
      hint: 'Name an .ipynb file, or make one: alacard generate <model>.',
    });
  }
  return new UsageError(`"${name}" can't be read: ${error.message}`, {
    hint: 'Name an .ipynb file that you may read.',
    cause: error,
  });
}

/** The same for a notebook's text. Throws UsageError. */
export function outlineNotebook(text: string, name: string): CellOutline[] {
  let notebook: unknown;
  try {
    notebook = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new UsageError(`"${name}" is no notebook: it is not JSON`, {
      hint: 'A percent-format or Markdown notebook becomes one with: jupytext --to ipynb <file>.',
      cause: error,
    });
  }
  if (!isData(notebook) || notebook.nbformat !== 4 || !Array.isArray(notebook.cells)) {
    throw new UsageError(`"${name}" is no notebook of nbformat 4`, {
      hint: 'An older one is brought up to date with: jupyter nbconvert --to notebook <file>.',
    });
  }
  const strange = notebook.cells.findIndex((cell) => !isData(cell));
  if (strange >= 0) {
    throw new UsageError(`"${name}" is no notebook: its cell ${strange + 1} is no cell`, {
      hint: 'Make it again: alacard generate <model>.',
    });
  }
  return notebook.cells.map((cell: Data, at) => outlineCell(cell, at + 1));
}

function outlineCell(cell: Data, number: number): CellOutline {
  const tags = isData(cell.metadata) ? cell.metadata.tags : undefined;
  const outputs = Array.isArray(cell.outputs) ? cell.outputs.filter(isData) : [];
  const error = outputs.find((output) => output.output_type === 'error');
  return {
    number,
    ...(typeof cell.id === 'string' && { id: cell.id }),
    type: typeof cell.cell_type === 'string' ? cell.cell_type : 'raw',
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [],
    ...(error !== undefined && {
      error: { name: String(error.ename ?? 'Error'), message: String(error.evalue ?? '') },
    }),
  };
}

function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
