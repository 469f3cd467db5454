import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { defined } from '../defined.ts';
import { stripControl } from '../encode/terminal-text.ts';
import type { NotebookRunError } from '../errors.ts';
import { writeNotebookFile } from '../notebook/write.ts';
import { describeFailure } from './describe-failure.ts';
import { readRequirements } from './environment/read-requirements.ts';
import { checkWritable } from './executed-path.ts';
import { injectParameters, type Parameter } from './parameters.ts';
import { type CellOutline, parseOutline, readNotebookFile } from './read-notebook.ts';
import { redactNotebook } from './redact-notebook.ts';
import type { RunOutcome, RunStatus } from './run-event.ts';
import { type RunContext, type RunPlace, runInEnvironment } from './run-in-environment.ts';

export interface ExecuteRequest {
  notebook: string;
  /** Path of the executed copy. */
  output: string;
  /** Whether to replace an existing copy. */
  force: boolean;
  /** Timeout for the whole run. */
  timeoutMs?: number;
  cellTimeoutMs?: number;
  /** Where to run. */
  place: RunPlace;
  /** Whether packages may be installed. */
  install: boolean;
  /** Whether to find out what `%pip` will change in an existing Python. */
  preview: boolean;
  /** Set in the executed copy. */
  parameters: readonly Parameter[];
}

/**
 * A cell after the run. `text` cells have nothing to run. `jupyter execute` reports no times, and nothing about the
 * cells after a failed one (`unknown`).
 */
export interface ExecutedCell {
  number: number;
  id?: string;
  type: string;
  seconds?: number;
  status: RunStatus | 'text' | 'not-run' | 'unknown';
}

export interface ExecutedNotebook {
  notebook: string;
  /** Absent if the kernel did not start. */
  output?: string;
  /** The Python interpreter or command that ran the notebook. */
  runner: string;
  /** alacard's environment, if the notebook ran in one. */
  environment?: { path: string; reused: boolean };
  cells: ExecutedCell[];
  /** Absent if every cell ran. */
  failure?: NotebookRunError;
}

/**
 * Runs a notebook and writes the executed copy, even if a cell failed.
 * @throws NotFoundError, UsageError, WriteError, NotebookRunError if nothing was run, or the signal's reason
 */
export async function executeNotebook(
  request: ExecuteRequest,
  context: RunContext,
): Promise<ExecutedNotebook> {
  const notebook = resolve(context.cwd, request.notebook);
  const output = resolve(context.cwd, request.output);
  const name = stripControl(request.notebook);
  const source = await readNotebookFile(notebook, name);
  // Checks the notebook before anything is added to it.
  const outline = parseOutline(source, name);
  const requirements = readRequirements(outline);
  await checkWritable(request.output, context.cwd, request.force);

  const content =
    request.parameters.length === 0 ? source : injectParameters(source, outline, request.parameters);
  const cells = (content === source ? outline : parseOutline(content, name)).map(toCell);
  const { outcome, runner, environment } = await withFile(notebook, content, source, (path) =>
    runInEnvironment(
      {
        ...request,
        notebook: path,
        folder: dirname(notebook),
        requirements,
      },
      {
        ...context,
        onEvent(event) {
          const cell = event.type === 'cell-finished' ? cells[event.number - 1] : undefined;
          if (cell !== undefined && event.type === 'cell-finished') {
            cell.status = event.status;
            cell.seconds = event.seconds;
          }
          context.onEvent(event);
        },
      },
    ),
  );
  if (outcome.content !== undefined) {
    await writeNotebookFile(output, redactNotebook(outcome.content), {
      force: request.force,
      signal: context.signal,
    });
  }
  completeStatuses(cells, outcome);
  return {
    notebook: request.notebook,
    ...(outcome.content !== undefined && { output: request.output }),
    runner,
    ...defined({ environment }),
    cells,
    ...(outcome.failure !== undefined && { failure: describeFailure(outcome, cells, request.output) }),
  };
}

/** Gives `work` the notebook's path, or that of a temporary file if its content was changed. */
async function withFile<T>(
  notebook: string,
  content: string,
  source: string,
  work: (path: string) => Promise<T>,
): Promise<T> {
  if (content === source) return work(notebook);
  const folder = await mkdtemp(join(tmpdir(), 'alacard-run-'));
  try {
    const path = join(folder, 'notebook.ipynb');
    await writeFile(path, content);
    return await work(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function toCell({ number, id, type }: CellOutline): ExecutedCell {
  return {
    number,
    ...defined({ id }),
    type,
    seconds: 0,
    status: type === 'code' ? 'not-run' : 'text',
  };
}

/** Derives the cell statuses from the outcome if the runner did not report individual cells. */
function completeStatuses(cells: ExecutedCell[], { content, failure }: RunOutcome): void {
  if (content === undefined || cells.some(({ status }) => status !== 'text' && status !== 'not-run')) return;
  for (const cell of cells) {
    if (cell.type !== 'code') continue;
    delete cell.seconds;
    if (failure === undefined || cell.number < failure.number!) cell.status = 'ok';
    else cell.status = cell.number === failure.number ? 'failed' : 'unknown';
  }
}
