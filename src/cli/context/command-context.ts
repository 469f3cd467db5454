import type { Clock } from '../../hub/client/clock.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { LimitSync } from './limit-sync.ts';

/** The parts of the process that a command may use. */
export interface CommandContext {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  platform: NodeJS.Platform;
  /** Not set if the home folder is unknown. */
  homeDir?: string;
  terminal: Terminal;
  /**
   * Reads standard input to its end.
   * @throws UsageError if it is larger than `maxBytes`; the signal's reason
   */
  readInput(maxBytes: number): Promise<Uint8Array>;
  /** Standard input, if it is a terminal. */
  keyboard?(): NodeJS.ReadStream | undefined;
  /** Aborted by SIGINT and SIGTERM. */
  signal: AbortSignal;
  /** This process, and a function that checks whether another process is running. */
  process: { pid: number; isAlive(pid: number): boolean };
  /** Sets how long the command may take to stop after a signal. */
  setGrace(ms: number): void;
  /** Ends synchronous work after a time limit, and lets signals end it. If it is not set, the work has no limit. */
  limitSync?: LimitSync;
  clock: Clock;
  /** The version of alacard. */
  version: string;
  /** Identifies the build. Absent when alacard runs from its sources. */
  build?: string;
}
