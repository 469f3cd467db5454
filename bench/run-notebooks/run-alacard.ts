import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { isShown, joinText, type Output } from './shown.ts';

/** A code cell of a notebook that was run. */
export interface CellResult {
  id: string;
  /** What `alacard run` said of it. */
  status: string;
  seconds: number;
  tags: string[];
  /** Whether it lets a reader see something, other than what an installer prints. */
  shows: boolean;
  /** What pip complained of. */
  complaints: string[];
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

/** A cell that only installs; IPython takes a bare `pip` for its magic. */
const INSTALLS = /^\s*[!%]?pip install [^\n]*\s*$/;

export type Alacard = (args: string[]) => Promise<{ exitCode: number; stdout: string; stderr: string }>;

/** The command as a process of its own, in this folder and with this environment and no other. */
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

/** Runs a notebook by `alacard run`, and reads the executed copy. Throws where the copy is not of this notebook. */
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
  if (source!.some((cell, at) => joinText(cell.source) !== joinText(executed![at]?.source))) {
    throw new Error(`${copy} does not hold the cells of ${path}`);
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
    // The copy has the last word: a cell without a number was never run.
    status: cell.execution_count === null && joinText(cell.source).trim() !== '' ? 'not-run' : status,
    seconds,
    tags: cell.metadata.tags ?? [],
    shows: !INSTALLS.test(joinText(cell.source)) && outputs.some(isShown),
    complaints: lines.filter((line) => /^\s*ERROR:/.test(line)).map((line) => line.trim()),
  };
}

async function readCells(path: string): Promise<ExecutedCell[]> {
  return (JSON.parse(await readFile(path, 'utf8')) as { cells: ExecutedCell[] }).cells;
}
