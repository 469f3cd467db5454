import type { Command } from 'commander';
import { defined } from '../../../defined.ts';
import { parseDuration } from '../../arguments/duration.ts';
import { type RawOptions, text } from '../../arguments/option-values.ts';

/** How to run a notebook. */
export interface RunOptions {
  output?: string;
  force: boolean;
  timeoutMs?: number;
  cellTimeoutMs?: number;
  python?: string;
}

export function declarePythonOptions(command: Command): Command {
  return command
    .option('--cell-timeout <time>', 'Time limit per cell (default: none)')
    .option('--python <path>', 'Python interpreter or virtual environment to use');
}

/** @throws UsageError */
export function parseRunOptions(raw: RawOptions): RunOptions {
  const output = text(raw, 'output', '--output');
  const timeout = text(raw, 'timeout', '--timeout');
  const cellTimeout = text(raw, 'cellTimeout', '--cell-timeout');
  const python = text(raw, 'python', '--python');
  return {
    force: raw.force === true,
    ...defined({ output }),
    ...(timeout !== undefined && { timeoutMs: parseDuration(timeout, '--timeout') }),
    ...(cellTimeout !== undefined && { cellTimeoutMs: parseDuration(cellTimeout, '--cell-timeout') }),
    ...defined({ python }),
  };
}
