import { resolve } from 'node:path';
import { defined } from '../defined.ts';
import { stripControl } from '../encode/terminal-text.ts';
import { NotebookRunError } from '../errors.ts';
import { writeNotebookFile } from '../notebook/write.ts';
import { describeFailure } from './describe-failure.ts';
import { checkWritable } from './executed-path.ts';
import { findCommand, type ProgramSource } from './find-command.ts';
import { findPythons } from './python-candidates.ts';
import { type CellOutline, readNotebookFile } from './read-notebook.ts';
import { redactNotebook } from './redact-notebook.ts';
import type { RunEvent, RunnerInput, RunOutcome, RunStatus } from './run-event.ts';
import { runWithJupyter } from './run-with-jupyter.ts';
import { runWithNbclient } from './run-with-nbclient.ts';

export interface ExecuteRequest {
  notebook: string;
  /** Path of the executed copy. */
  output: string;
  /** Whether to replace an existing copy. */
  force: boolean;
  /** Timeout for the whole run. */
  timeoutMs?: number;
  cellTimeoutMs?: number;
  /** The only Python interpreter to try: a file, the folder of a virtual environment, or a command. */
  python?: string;
}

export interface ExecuteContext extends ProgramSource {
  signal?: AbortSignal;
  onEvent?: (event: RunEvent) => void;
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
  cells: ExecutedCell[];
  /** Absent if every cell ran. */
  failure?: NotebookRunError;
}

/**
 * Runs a notebook with the Jupyter installation of this environment and writes the executed copy, even if a cell
 * failed.
 * @throws NotFoundError, UsageError, WriteError, NotebookRunError `NO_JUPYTER`, or the signal's reason
 */
export async function executeNotebook(
  request: ExecuteRequest,
  context: ExecuteContext,
): Promise<ExecutedNotebook> {
  const notebook = resolve(context.cwd, request.notebook);
  const output = resolve(context.cwd, request.output);
  const outline = await readNotebookFile(notebook, request.notebook);
  await checkWritable(request.output, context.cwd, request.force);

  const cells = outline.map(toCell);
  const input: RunnerInput = {
    notebook,
    ...defined({ timeoutMs: request.timeoutMs, cellTimeoutMs: request.cellTimeoutMs }),
  };
  const { outcome, runner } = await runWithFirstUsable(input, request.python, {
    ...context,
    onEvent(event) {
      const cell = event.type === 'cell-finished' ? cells[event.number - 1] : undefined;
      if (cell !== undefined && event.type === 'cell-finished') {
        cell.status = event.status;
        cell.seconds = event.seconds;
      }
      context.onEvent?.(event);
    },
  });
  if (outcome.content !== undefined) {
    await writeNotebookFile(output, redactNotebook(outcome.content), {
      force: request.force,
      ...defined({ signal: context.signal }),
    });
  }
  completeStatuses(cells, outcome);
  return {
    notebook: request.notebook,
    ...(outcome.content !== undefined && { output: request.output }),
    runner,
    cells,
    ...(outcome.failure !== undefined && { failure: describeFailure(outcome, cells, request.output) }),
  };
}

async function runWithFirstUsable(
  input: RunnerInput,
  wanted: string | undefined,
  context: ExecuteContext & { onEvent: (event: RunEvent) => void },
): Promise<{ outcome: RunOutcome; runner: string }> {
  const skipped: string[] = [];
  let installer: string | undefined;
  const runnerInput = { ...input, ...defined({ signal: context.signal }) };
  for (const python of findPythons(context, wanted)) {
    const run = await runWithNbclient(python, runnerInput, {
      ...context,
      onEvent(event) {
        context.onEvent(event);
        // Without this warning, packages that only the active environment contains would be missing without
        // explanation.
        if (event.type === 'runner' && skipped.length > 0) {
          context.onEvent({ type: 'warning', message: `skipped ${skipped.join('; ')}` });
        }
      },
    });
    if (run.kind === 'ran') return { outcome: run.outcome, runner: run.program };
    skipped.push(`${stripControl(python.path)} (${python.origin}): ${stripControl(run.reason)}`);
    if (run.missing !== undefined) installer ??= python.path;
  }
  const jupyter = wanted === undefined ? findCommand('jupyter', context) : undefined;
  if (jupyter !== undefined)
    return { outcome: await runWithJupyter(jupyter, runnerInput, context), runner: jupyter };
  throw noJupyterError(skipped, installer);
}

function noJupyterError(skipped: string[], installer: string | undefined): NotebookRunError {
  const reason = skipped.length === 0 ? 'no Python found' : skipped.join('; ');
  const pip = installer === undefined ? 'pip' : `${quote(stripControl(installer))} -m pip`;
  const action = skipped.length === 0 ? 'Install Python 3, then run: ' : 'Install the missing packages: ';
  return new NotebookRunError(`no Jupyter installation found to run the notebook: ${reason}`, {
    code: 'NO_JUPYTER',
    hint: `${action}${pip} install nbclient ipykernel (or choose another Python with --python).`,
  });
}

function quote(path: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(path) ? path : `"${path}"`;
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
