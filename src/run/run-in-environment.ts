import { stripControl } from '../encode/terminal-text.ts';
import { NotebookRunError, UsageError } from '../errors.ts';
import type { LockOwner } from '../process-lock.ts';
import { prepareEnvironment } from './environment/prepare-environment.ts';
import { findCommand, type ProgramSource } from './find-command.ts';
import { findPythons, type PythonCandidate } from './python-candidates.ts';
import type { RunEvent, RunnerInput, RunOutcome } from './run-event.ts';
import { runWithJupyter } from './run-with-jupyter.ts';
import { runWithNbclient } from './run-with-nbclient.ts';

/**
 * Where to run a notebook: in an environment of alacard's own; in the active environment or the Python on PATH; or with
 * one interpreter, which is a file, the folder of a virtual environment, or a command.
 */
export type RunPlace = 'own' | 'here' | { python: string };

export interface RunContext extends ProgramSource, LockOwner {
  /** Undefined if the home folder is unknown. */
  cacheDir?: string;
  homeDir?: string;
  onEvent: (event: RunEvent) => void;
}

interface Input extends Omit<RunnerInput, 'installed' | 'check'> {
  place: RunPlace;
  preview: boolean;
  requirements: readonly string[];
}

interface Run {
  outcome: RunOutcome;
  /** The program that ran the notebook. */
  runner: string;
  environment?: { path: string; reused: boolean };
}

/**
 * Runs a notebook in alacard's own environment or in an existing one.
 * @throws UsageError, WriteError, NotebookRunError if nothing was run, or the signal's reason
 */
export function runInEnvironment(
  { place, preview, requirements, ...input }: Input,
  context: RunContext,
): Promise<Run> {
  if (place === 'own') return runInOwnEnvironment(input, requirements, context);
  const runnerInput: RunnerInput = {
    ...input,
    ...((preview || !input.install) && { check: requirements }),
    ...(!input.install && { installed: { requirements, where: 'Installed already' } }),
  };
  return runWithFirstUsable(runnerInput, place === 'here' ? undefined : place.python, context);
}

async function runInOwnEnvironment(
  input: RunnerInput,
  requirements: readonly string[],
  context: RunContext,
): Promise<Run> {
  const { cacheDir } = context;
  if (cacheDir === undefined) {
    throw new UsageError('no folder for the environment: the home folder is unknown', {
      hint: 'Set ALACARD_CACHE_DIR to a folder, or use an existing Python: --python <path> or --here.',
    });
  }
  const { path, python, env, reused, release } = await prepareEnvironment(requirements, input, {
    ...context,
    cacheDir,
  });
  try {
    const installed = { requirements, where: "Installed by alacard in the notebook's own environment" };
    const run = await runWithNbclient(python, { ...input, installed }, { ...context, env });
    if (run.kind === 'ran')
      return { outcome: run.outcome, runner: run.program, environment: { path, reused } };
    throw new NotebookRunError(`the environment in ${path} does not work: ${stripControl(run.reason)}`, {
      hint: 'Remove it with: alacard cache clear',
    });
  } finally {
    await release();
  }
}

async function runWithFirstUsable(
  input: RunnerInput,
  wanted: string | undefined,
  context: RunContext,
): Promise<Run> {
  const skipped: string[] = [];
  let installer: PythonCandidate | undefined;
  for (const python of findPythons(context, wanted)) {
    const run = await runWithNbclient(python, input, {
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
    if (run.missing !== undefined) installer ??= python;
  }
  const jupyter = wanted === undefined ? findCommand('jupyter', context) : undefined;
  if (jupyter !== undefined)
    return { outcome: await runWithJupyter(jupyter, input, context), runner: jupyter };
  throw noJupyterError(skipped, installer?.path);
}

function noJupyterError(skipped: string[], installer: string | undefined): NotebookRunError {
  const reason = skipped.length === 0 ? 'no Python found' : skipped.join('; ');
  const pip = installer === undefined ? 'pip' : `${quote(stripControl(installer))} -m pip`;
  const action = skipped.length === 0 ? 'Install Python 3, then run: ' : 'Install the missing packages: ';
  return new NotebookRunError(`no Jupyter installation found to run the notebook: ${reason}`, {
    code: 'NO_JUPYTER',
    hint: `${action}${pip} install nbclient ipykernel. Or drop --here and --python, so that alacard uses an environment of its own.`,
  });
}

function quote(path: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(path) ? path : `"${path}"`;
}
