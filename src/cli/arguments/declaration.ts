import type { Command } from 'commander';
import type { CommandContext } from '../context/command-context.ts';
import type { RawOptions } from './option-values.ts';

/**
 * Describes a command to the program. The code that runs it is imported on demand, so `--help` loads only the
 * declarations.
 */
export interface CommandDeclaration {
  name: string;
  description: string;
  /** Printed before the usage: `Examples:` and one line per example, the simplest first. */
  examples: string;
  /** Printed after the options. */
  notes: string;
  /** Help topics to point to, besides `exit-codes`. */
  topics?: readonly string[];
  /** Declares the command's arguments and options. */
  declare(command: Command): void;
  /**
   * Runs the command and resolves to its exit code. `args` are in declaration order; a variadic argument is a list.
   * `createProgram` declares the whole command line, for commands that describe it.
   */
  run(
    args: readonly unknown[],
    raw: RawOptions,
    context: CommandContext,
    createProgram: () => Command,
  ): Promise<number>;
}

export const LIST_NOTES = `
On a terminal, the output is a table. When piped, it is one model per line, with
tab-separated fields: id, task, parameters, downloads, likes, license, gated,
library, created. --json prints { models, source, takenAt, notes }. --jsonl
prints one JSON object per line. If the Hub cannot be reached, alacard lists its
built-in models and says so.
`;
