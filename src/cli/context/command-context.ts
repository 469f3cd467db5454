import type { Clock } from '../../hub/client/clock.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** All that a command may know of the process it runs in. */
export interface CommandContext {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  platform: NodeJS.Platform;
  /** Absent where the system knows none. */
  homeDir?: string;
  terminal: Terminal;
  /** All of standard input. Throws UsageError where that is more than `mostBytes`; the signal's reason. */
  readInput(mostBytes: number): Promise<Uint8Array>;
  /** Standard input where that is a terminal. */
  keyboard?(): NodeJS.ReadStream | undefined;
  /** Aborted by SIGINT and SIGTERM. */
  signal: AbortSignal;
  /** This process, and whether another runs. */
  process: { pid: number; isAlive(pid: number): boolean };
  /** Gives the command more time than a second to end after a signal. */
  setGrace(ms: number): void;
  clock: Clock;
  /** alacard's own. */
  version: string;
  /** Identifies the build. Absent when alacard runs from its sources. */
  build?: string;
}
