import type { NotebookResult } from './run-alacard.ts';

export type Outcome = 'result' | 'silent' | 'failed';

/** Tags that hide a failure. */
const LENIENT_TAGS = ['raises-exception', 'skip-execution'];

/**
 * Why one of alacard's notebooks fails. Undefined if every code cell ran, none has a lenient tag, pip found the packages of
 * cell 2 within their bounds, and cell 6 shows a result.
 */
export function findFault({ exitCode, error, cells }: NotebookResult): string | undefined {
  if (error !== undefined) return error.message;
  if (exitCode !== 0) return `exit code ${exitCode}`;
  const lenient = cells.find(({ tags }) => tags.some((tag) => LENIENT_TAGS.includes(tag)));
  if (lenient !== undefined) return `${lenient.id} is tagged ${lenient.tags.join(', ')}`;
  const failed = cells.find(({ status }) => status !== 'ok');
  if (failed !== undefined) return `${failed.id}: ${failed.status}`;
  const pipError = cellOf(cells, 'environment')?.pipErrors[0];
  if (pipError !== undefined) return `cell 2: ${pipError}`;
  const usage = cellOf(cells, 'usage');
  if (usage === undefined) return 'cell 6 is missing';
  return usage.hasResult ? undefined : 'cell 6 shows nothing';
}

/** Whether the author's example is a code cell that ran. */
export function ranExample({ cells }: NotebookResult): boolean {
  return cellOf(cells, 'example')?.status === 'ok';
}

/**
 * Outcome of the Hub's snippets. Any cell after the installation may show the result. A timeout is not a failure, because
 * the snippet might have finished on a GPU.
 */
export function outcomeOf({ exitCode, error, cells }: NotebookResult): Outcome {
  const isSlow = error?.cell?.name === 'Timeout';
  if ((exitCode !== 0 && !isSlow) || cells.length === 0) return 'failed';
  return cells.slice(1).some(({ hasResult }) => hasResult) ? 'result' : 'silent';
}

function cellOf(cells: NotebookResult['cells'], role: string) {
  return cells.find(({ id }) => id.startsWith(`${role}-`));
}
