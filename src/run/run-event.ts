/** How a code cell ended. `raised` (an expected error) and `skipped` occur only in cells tagged for them. */
export type RunStatus = 'ok' | 'raised' | 'skipped' | 'failed';

/** Progress of a running notebook. `number` is the cell's position among all cells, starting at 1. */
export type RunEvent =
  | InstallEvent
  | { type: 'runner'; program: string; version?: string }
  | { type: 'warning'; message: string }
  | { type: 'cell-started'; number: number }
  | { type: 'cell-output'; number: number; text: string }
  | { type: 'cell-finished'; number: number; seconds: number; status: RunStatus };

/** Progress of the environment that a notebook runs in. */
export type InstallEvent =
  | { type: 'install-waiting' }
  | { type: 'install-started'; requirements: readonly string[]; installer: string; python: string }
  | { type: 'install-output'; line: string }
  | { type: 'install-failed'; lines: readonly string[] }
  | { type: 'install-finished'; packages: number; bytes: number; seconds: number }
  | { type: 'changes'; packages: readonly PackageChange[] };

/** A package that `%pip` would install, and the version that it would replace. */
export interface PackageChange {
  name: string;
  version: string;
  installed?: string | null;
}

/** Result of a run: the executed notebook if there is one, and the failure if the run failed. */
export interface RunOutcome {
  content?: string;
  failure?: { number?: number; name: string; message: string };
}

/** Input of both runners. */
export interface RunnerInput {
  /** Absolute path. */
  notebook: string;
  /** The folder that the notebook runs in. */
  folder: string;
  timeoutMs?: number;
  cellTimeoutMs?: number;
  /** Requirements to compare with what is installed, before the run. */
  check?: readonly string[];
  /** Whether `%pip` may install packages. */
  install: boolean;
  /** Packages that `%pip` need not install, and a sentence that says so. */
  installed?: { requirements: readonly string[]; where: string };
}
