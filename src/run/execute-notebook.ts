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
import type { RunEvent, RunnerInput, RunOutcome, RunStatus } from './run-event.ts';
import { runWithJupyter } from './run-with-jupyter.ts';
import { runWithNbclient } from './run-with-nbclient.ts';

export interface ExecuteRequest {
  notebook: string;
  /** Where the executed copy goes. */
  output: string;
  /** Whether an older copy may be replaced. */
  force: boolean;
  /** For the whole run. */
  timeoutMs?: number;
  cellTimeoutMs?: number;
  /** The one Python to use: a file, a virtual environment's folder or a command. */
  python?: string;
}

export interface ExecuteContext extends ProgramSource {
  signal?: AbortSignal;
  onEvent?: (event: RunEvent) => void;
}

/**
 * A cell after the run. `text` cells have nothing to run; `jupyter execute` tells no seconds, and of the cells
 * after a failed one nothing (`unknown`).
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
  /** Absent where not even the kernel started. */
  output?: string;
  /** The Python, or the command, that ran it. */
  runner: string;
  cells: ExecutedCell[];
  /** Absent where every cell ran. */
  failure?: NotebookRunError;
}

/**
 * Runs a notebook with the Jupyter of this environment and writes the executed copy, also where a cell failed.
 * Throws NotFoundError, UsageError, WriteError, NotebookRunError `NO_JUPYTER`, or the signal's reason.
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
  const { outcome, runner } = await runAnyhow(input, request.python, {
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
    await writeNotebookFile(output, outcome.content, {
      force: request.force,
      ...defined({ signal: context.signal }),
    });
  }
  settle(cells, outcome);
  return {
    notebook: request.notebook,
    ...(outcome.content !== undefined && { output: request.output }),
    runner,
    cells,
    ...(outcome.failure !== undefined && { failure: describeFailure(outcome, cells, request.output) }),
  };
}

async function runAnyhow(
  input: RunnerInput,
  asked: string | undefined,
  context: ExecuteContext & { onEvent: (event: RunEvent) => void },
): Promise<{ outcome: RunOutcome; runner: string }> {
  const passedOver: string[] = [];
  let installer: string | undefined;
  const given = { ...input, ...defined({ signal: context.signal }) };
  for (const python of findPythons(context, asked)) {
    const ran = await runWithNbclient(python, given, {
      ...context,
      onEvent(event) {
        context.onEvent(event);
        // Packages that the active environment has and this one lacks would be missed without a word.
        if (event.type === 'runner' && passedOver.length > 0) {
          context.onEvent({ type: 'warning', message: `passed over: ${passedOver.join('; ')}` });
        }
      },
    });
    if (ran.kind === 'ran') return { outcome: ran.outcome, runner: ran.program };
    passedOver.push(`${stripControl(python.path)} (${python.origin}): ${stripControl(ran.reason)}`);
    if (ran.missing !== undefined) installer ??= python.path;
  }
  const jupyter = asked === undefined ? findCommand('jupyter', context) : undefined;
  if (jupyter !== undefined)
    return { outcome: await runWithJupyter(jupyter, given, context), runner: jupyter };
  throw noJupyter(passedOver, installer);
}

function noJupyter(passedOver: string[], installer: string | undefined): NotebookRunError {
  const found = passedOver.length === 0 ? 'no Python was found' : passedOver.join('; ');
  const pip = installer === undefined ? 'pip' : `${quote(stripControl(installer))} -m pip`;
  const python = passedOver.length === 0 ? 'Install Python 3, then: ' : 'Install what is missing: ';
  return new NotebookRunError(`there is no Jupyter to run a notebook with: ${found}`, {
    code: 'NO_JUPYTER',
    hint: `${python}${pip} install nbclient ipykernel (or name another Python with --python).`,
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

/** Where nobody told of single cells, what is known of the whole. */
function settle(cells: ExecutedCell[], { content, failure }: RunOutcome): void {
  if (content === undefined || cells.some(({ status }) => status !== 'text' && status !== 'not-run')) return;
  for (const cell of cells) {
    if (cell.type !== 'code') continue;
    delete cell.seconds;
    if (failure === undefined || cell.number < failure.number!) cell.status = 'ok';
    else cell.status = cell.number === failure.number ? 'failed' : 'unknown';
  }
}
