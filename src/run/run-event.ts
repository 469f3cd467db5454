/** How a code cell ended: `raised` and `skipped` are cells whose own tags ask for it. */
export type RunStatus = 'ok' | 'raised' | 'skipped' | 'failed';

/** What is told while a notebook runs. `number` counts all cells of the notebook from 1. */
export type RunEvent =
  | { type: 'runner'; program: string; version?: string }
  | { type: 'warning'; message: string }
  | { type: 'cell-started'; number: number }
  | { type: 'cell-output'; number: number; text: string }
  | { type: 'cell-finished'; number: number; seconds: number; status: RunStatus };

/** What a runner leaves behind: the executed notebook's text where there is one, and why it stopped. */
export interface RunOutcome {
  content?: string;
  failure?: { number?: number; name: string; message: string };
}

/** What both runners are given. */
export interface RunnerInput {
  /** Absolute path. */
  notebook: string;
  timeoutMs?: number;
  cellTimeoutMs?: number;
}
