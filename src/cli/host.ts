import type { Terminal } from './terminal.ts';

/** All that a command may know of the process it runs in. */
export interface Host {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  platform: NodeJS.Platform;
  /** Absent where the system knows none. */
  homeDir?: string;
  terminal: Terminal;
  /** Aborted by SIGINT and SIGTERM. */
  signal: AbortSignal;
  /** alacard's own. */
  version: string;
}
