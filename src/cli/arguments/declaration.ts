import type { Command } from 'commander';
import type { CommandContext } from '../context/command-context.ts';
import type { RawOptions } from './option-values.ts';

/** A command as the program knows it. What it does is imported when it runs: `--help` reads these alone. */
export interface CommandDeclaration {
  name: string;
  description: string;
  /** Stands before the usage: `Examples:` and a line for each. */
  examples: string;
  /** Stands after the options. */
  notes: string;
  /** What to type where the argument is missing. */
  missing: string;
  /** Its arguments and options. */
  declare(command: Command): void;
  /**
   * `args` in the order declared, a list for a variadic one; resolves to the exit code. `createProgram` declares the
   * whole command line, for commands that describe it.
   */
  run(
    args: readonly unknown[],
    raw: RawOptions,
    context: CommandContext,
    createProgram: () => Command,
  ): Promise<number>;
}

export const LIST_NOTES = `
On a terminal, a table that fits it; elsewhere a line for each model, its fields
parted by tabs: id, task, parameters, downloads, likes, licence, gated, library,
created. --json prints { models, source, takenAt, notes }, --jsonl a model a line.
Without the Hub, the models built into alacard are listed, and the notes say so.
`;

export const EXIT_CODES = `Exit codes:
  0  done
  1  a bug in alacard
  2  usage or settings
  3  no such model, revision or path
  4  access denied
  5  the Hub is unavailable and nothing is cached
  6  some of several models failed
  7  cannot write the output
  8  a share was refused
  9  a notebook did not run: a cell failed, or there is no Jupyter
  130, 143  interrupted, terminated
`;
