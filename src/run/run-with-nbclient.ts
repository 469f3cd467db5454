import { fileURLToPath } from 'node:url';
import { packageRoot } from '../package-root.ts';
import { type DriverEvent, findDriverEvent } from './driver-event.ts';
import { HARMLESS_FLAGS } from './environment/read-requirements.ts';
import type { PythonCandidate } from './python-candidates.ts';
import type { RunEvent, RunnerInput, RunOutcome } from './run-event.ts';
import { describeEnd, lastErrorLine, runProgram } from './run-program.ts';

export type PythonRun =
  | { kind: 'ran'; outcome: RunOutcome; program: string }
  | { kind: 'unusable'; reason: string; missing?: string };

/** Time for the driver to report its own timeout before it is killed. */
const GRACE_MS = 15_000;

/**
 * Runs a notebook with the driver in this Python interpreter.
 * @returns `unusable` if nbclient or ipykernel is missing or the driver does not start
 * @throws the signal's reason
 */
export async function runWithNbclient(
  python: PythonCandidate,
  input: RunnerInput,
  context: {
    env: Readonly<Record<string, string | undefined>>;
    signal: AbortSignal;
    onEvent: (event: RunEvent) => void;
  },
): Promise<PythonRun> {
  const driver = fileURLToPath(new URL('templates/run/run_notebook.py', packageRoot()));
  const seconds = (ms: number | undefined) => (ms === undefined ? null : ms / 1000);
  const driverOptions = {
    folder: input.folder,
    timeout: seconds(input.timeoutMs),
    cell_timeout: seconds(input.cellTimeoutMs),
    requirements: input.check ?? [],
    install: input.install,
    pip:
      input.installed === undefined
        ? null
        : { ...input.installed, flags: HARMLESS_FLAGS, install: input.install },
  };
  const outcome: RunOutcome = {};
  let program: string | undefined;
  let unusable: { reason: string; missing?: string } | undefined;
  let isDone = false;

  const onEvent = (event: DriverEvent) => {
    if (event.event === 'unusable') {
      unusable = { reason: event.reason, ...(event.missing !== null && { missing: event.missing }) };
    } else if (event.event === 'ready') {
      program = event.executable;
      context.onEvent({ type: 'runner', program, version: event.version });
    } else if (event.event === 'failure') {
      const { event: _event, ...failure } = event;
      outcome.failure = failure;
    } else if (event.event === 'notebook') outcome.content = event.content;
    else if (event.event === 'done') isDone = true;
    else context.onEvent(toRunEvent(event));
  };

  const ended = await runProgram(
    python.path,
    [...python.args, driver, input.notebook, JSON.stringify(driverOptions)],
    {
      env: context.env,
      cwd: input.folder,
      stopBy: 'closing-input',
      signal: context.signal,
      ...(input.timeoutMs !== undefined && { timeoutMs: input.timeoutMs + GRACE_MS }),
      onLine: (line) => {
        const event = findDriverEvent(line);
        if (event !== undefined) onEvent(event);
      },
    },
  );
  if (program === undefined) {
    return { kind: 'unusable', ...(unusable ?? { reason: describeEnd(ended) }) };
  }
  if (!isDone) {
    const lastError = lastErrorLine(ended);
    outcome.failure ??= {
      name: 'RunnerDied',
      message: ended.timedOut
        ? 'the run exceeded its time limit'
        : `Python ended with ${ended.status}${lastError && `: ${lastError}`}`,
    };
  }
  return { kind: 'ran', outcome, program };
}

function toRunEvent(
  event: Extract<DriverEvent, { event: 'warning' | 'changes' | 'started' | 'output' | 'finished' }>,
): RunEvent {
  switch (event.event) {
    case 'warning':
      return { type: 'warning', message: event.message };
    case 'changes':
      return { type: 'changes', packages: event.packages };
    case 'started':
      return { type: 'cell-started', number: event.number };
    case 'output':
      return { type: 'cell-output', number: event.number, text: event.text };
    case 'finished':
      return { type: 'cell-finished', number: event.number, seconds: event.seconds, status: event.status };
  }
}
