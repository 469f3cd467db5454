import type { NotebookResult } from './run-alacard.ts';

export type Outcome = 'result' | 'silent' | 'failed';

/** Tags by which a cell asks to be forgiven. */
const FORGIVING = ['raises-exception', 'skip-execution'];

/**
 * Why one of alacard's notebooks is not good enough; undefined where every code cell ran, none asks to be forgiven, pip
 * found what cell 2 names within its bounds, and cell 6 shows a result.
 */
export function findFault({ exitCode, error, cells }: NotebookResult): string | undefined {
  if (error !== undefined) return error.message;
  if (exitCode !== 0) return `exit code ${exitCode}`;
  const forgiven = cells.find(({ tags }) => tags.some((tag) => FORGIVING.includes(tag)));
  if (forgiven !== undefined) return `${forgiven.id} is tagged ${forgiven.tags.join(', ')}`;
  const idle = cells.find(({ status }) => status !== 'ok');
  if (idle !== undefined) return `${idle.id}: ${idle.status}`;
  const complaint = cellOf(cells, 'environment')?.complaints[0];
  if (complaint !== undefined) return `cell 2: ${complaint}`;
  const usage = cellOf(cells, 'usage');
  if (usage === undefined) return 'there is no cell 6';
  return usage.shows ? undefined : 'cell 6 shows nothing';
}

/** Whether the author's example was code, and ran. */
export function ranExample({ cells }: NotebookResult): boolean {
  return cellOf(cells, 'example')?.status === 'ok';
}

/**
 * What became of the Hub's snippets: any cell after the installation may show the result. One that was still computing
 * at its limit might have ended well on a GPU.
 */
export function outcomeOf({ exitCode, error, cells }: NotebookResult): Outcome {
  const isSlow = error?.cell?.name === 'Timeout';
  if ((exitCode !== 0 && !isSlow) || cells.length === 0) return 'failed';
  return cells.slice(1).some(({ shows }) => shows) ? 'result' : 'silent';
}

function cellOf(cells: NotebookResult['cells'], role: string) {
  return cells.find(({ id }) => id.startsWith(`${role}-`));
}
