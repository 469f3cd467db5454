import { findRemoved, type Removed } from '../../python/packages/removed-names.ts';
import type { Candidate } from './candidate.ts';
import type { JudgeContext } from './usable.ts';

/** Finds the names that the candidate uses but that the newest releases of the libraries no longer have. */
export const removedNamesIn = ({ names, calls }: Candidate, context: JudgeContext): Removed[] =>
  findRemoved(names.imports, calls, context);

/** Finds why the code cannot run with any installable release. */
export function findUnavailable(candidate: Candidate, context: JudgeContext): string | undefined {
  const removed = removedNamesIn(candidate, context).find(({ requirements }) => requirements === undefined);
  return removed && `needs ${removed.name}, which ${removed.library} no longer has`;
}
