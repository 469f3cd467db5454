import type { Command } from 'commander';
import { defined } from '../../../defined.ts';
import { UsageError } from '../../../errors.ts';
import type { Parameter } from '../../../run/parameters.ts';
import type { RunPlace } from '../../../run/run-in-environment.ts';
import { parseDuration } from '../../arguments/duration.ts';
import { type RawOptions, text } from '../../arguments/option-values.ts';

/** How to run a notebook. */
export interface RunOptions {
  output?: string;
  force: boolean;
  timeoutMs?: number;
  cellTimeoutMs?: number;
  place: RunPlace;
  install: boolean;
  parameters: Parameter[];
}

export function declarePythonOptions(command: Command): Command {
  return command
    .option('--cell-timeout <time>', 'Time limit per cell (default: none)')
    .option('--here', 'Use the active environment, or the Python on PATH')
    .option('--python <path>', 'Use this Python interpreter or virtual environment')
    .option('--no-install', 'Fail if packages are missing')
    .option('--param <name=value>', 'Set a variable of the notebook (repeatable)', addToList);
}

/** Options that only apply when a notebook is run, and whether they were given. */
export const RUN_FLAGS: readonly [flag: string, isSet: (raw: RawOptions) => boolean][] = [
  ['--python', (raw) => raw.python !== undefined],
  ['--cell-timeout', (raw) => raw.cellTimeout !== undefined],
  ['--here', (raw) => raw.here === true],
  ['--no-install', (raw) => raw.install === false],
  ['--param', (raw) => raw.param !== undefined],
];

const addToList = (value: string, list: string[] = []) => [...list, value];

const PYTHON_NAME = /^[A-Za-z_]\w*$/;

/** @throws UsageError */
function parseParameter(text: string): Parameter {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(0, at));
  if (PYTHON_NAME.test(name)) return { name, value: text.slice(at + 1) };
  throw new UsageError(`--param must be NAME=value, not "${text}"`, {
    hint: 'For example: --param MODEL_ID=openai-community/gpt2',
  });
}

/** @throws UsageError */
export function parseRunOptions(raw: RawOptions): RunOptions {
  const output = text(raw, 'output', '--output');
  const timeout = text(raw, 'timeout', '--timeout');
  const cellTimeout = text(raw, 'cellTimeout', '--cell-timeout');
  const python = text(raw, 'python', '--python');
  const parameters = (raw.param ?? []) as unknown as string[];
  if (python !== undefined && raw.here === true) {
    throw new UsageError('--here and --python cannot be used together', { hint: 'Drop one of them.' });
  }
  return {
    force: raw.force === true,
    ...defined({ output }),
    ...(timeout !== undefined && { timeoutMs: parseDuration(timeout, '--timeout') }),
    ...(cellTimeout !== undefined && { cellTimeoutMs: parseDuration(cellTimeout, '--cell-timeout') }),
    place: python !== undefined ? { python } : raw.here === true ? 'here' : 'own',
    install: raw.install !== false,
    parameters: parameters.map(parseParameter),
  };
}
