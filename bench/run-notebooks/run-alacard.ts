import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { joinText, type Output, showsResult } from './shows-result.ts';

/** An executed code cell. */
export interface CellResult {
  id: string;
  /** Status reported by `alacard run`. */
  status: string;
  seconds: number;
  tags: string[];
  /** Whether it has visible output, other than an installer's. */
  hasResult: boolean;
  /** Errors printed by pip. */
  pipErrors: string[];
}

export interface NotebookResult {
  exitCode: number;
  /** The error document of `alacard run`. */
  error?: { message: string; hint?: string; cell?: { number: number; id?: string; name: string } };
  cells: CellResult[];
}

interface ExecutedCell {
  id: string;
  cell_type: string;
  source: string | string[];
  execution_count: number | null;
  metadata: { tags?: string[] };
  outputs?: Output[];
}

interface RunDocument {
  output?: string;
  cells?: { number: number; id: string; type: string; status: string; seconds: number }[];
  error?: NotebookResult['error'];
}

/** A cell that only installs. IPython runs a bare `pip` as its magic. */
const INSTALL_ONLY = /^\s*[!%]?pip install [^\n]*\s*$/;

export type Alacard = (args: string[]) => Promise<{ exitCode: number; stdout: string; stderr: string }>;

/** Runs the command as a child process in this folder, with only this environment. */
export function createAlacard(bin: string, cwd: string, env: Record<string, string>): Alacard {
  return (args) =>
    new Promise((done) => {
      execFile(
        process.execPath,
        [bin, ...args],
        { cwd, env, maxBuffer: 1 << 28 },
        (error, stdout, stderr) => {
          const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
          done({ exitCode, stdout, stderr });
        },
      );
    });
}

/**
 * Runs a notebook with `alacard run` and reads the executed copy.
 * @throws Error if the cells of the copy differ from those of the notebook
 */
export async function runNotebook(
  alacard: Alacard,
  path: string,
  python: string,
  timeout = '10m',
): Promise<NotebookResult> {
  const copy = path.replace(/\.ipynb$/, '.executed.ipynb');
  const args = ['run', path, '--json', '--force', '--python', python, '--output', copy, '--timeout', timeout];
  const { exitCode, stdout, stderr } = await alacard(args);
  let document: RunDocument;
  try {
    document = JSON.parse(stdout) as RunDocument;
  } catch {
    return { exitCode, error: { message: `no JSON: ${(stdout || stderr).slice(-400)}` }, cells: [] };
  }
  if (document.output === undefined) {
    return { exitCode, error: document.error ?? { message: 'no executed copy' }, cells: [] };
  }
  const [source, executed] = await Promise.all([path, copy].map(readCells));
  if (source!.some((cell, index) => joinText(cell.source) !== joinText(executed![index]?.source))) {
    throw new Error(`the cells of ${copy} differ from those of ${path}`);
  }
  const cells = (document.cells ?? [])
    .filter(({ type }) => type === 'code')
    .map(({ number, status, seconds }) => toResult(executed![number - 1]!, status, seconds));
  return { exitCode, cells, ...(document.error !== undefined && { error: document.error }) };
}

function toResult(cell: ExecutedCell, status: string, seconds: number): CellResult {
  const outputs = cell.outputs ?? [];
  const lines = outputs.flatMap(({ text }) => joinText(text).split('\n'));
  return {
    id: cell.id,
    // The copy determines whether a cell ran: without an execution count, it did not.
    status: cell.execution_count === null && joinText(cell.source).trim() !== '' ? 'not-run' : status,
    seconds,
    tags: cell.metadata.tags ?? [],
    hasResult: !INSTALL_ONLY.test(joinText(cell.source)) && outputs.some(showsResult),
    pipErrors: lines.filter((line) => /^\s*ERROR:/.test(line)).map((line) => line.trim()),
  };
}

async function readCells(path: string): Promise<ExecutedCell[]> {
  return (JSON.parse(await readFile(path, 'utf8')) as { cells: ExecutedCell[] }).cells;
}
