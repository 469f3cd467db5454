/** How a code cell ended. `raised` (an expected error) and `skipped` occur only in cells tagged for them. */
export type RunStatus = 'ok' | 'raised' | 'skipped' | 'failed';

/** Progress of a running notebook. `number` is the cell's position among all cells, starting at 1. */
export type RunEvent =
  | { type: 'runner'; program: string; version?: string }
  | { type: 'warning'; message: string }
  | { type: 'cell-started'; number: number }
  | { type: 'cell-output'; number: number; text: string }
  | { type: 'cell-finished'; number: number; seconds: number; status: RunStatus };

/** Result of a run: the executed notebook if there is one, and the failure if the run failed. */
export interface RunOutcome {
  content?: string;
  failure?: { number?: number; name: string; message: string };
}

/** Input of both runners. */
export interface RunnerInput {
  /** Absolute path. */
  notebook: string;
  timeoutMs?: number;
  cellTimeoutMs?: number;
}
