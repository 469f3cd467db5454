import { renewCode } from '../../python/edits/renewals.ts';
import { findRemoved, type Removed } from '../../python/packages/removed-names.ts';
import { type Candidate, readCandidate } from './candidate.ts';
import type { JudgeContext } from './usable.ts';

/** The candidate with today's names for what it uses, as marked edits; where it came from stays the same. */
export function renewCandidate(candidate: Candidate, context: JudgeContext): Candidate {
  const code = renewCode(candidate.file, context);
  return code === candidate.code
    ? candidate
    : readCandidate(code, candidate.blocks).with({ split: candidate.split });
}

/** What the candidate uses that the newest libraries lack. */
export const removedFrom = ({ names, calls }: Candidate, context: JudgeContext): Removed[] =>
  findRemoved(names.imports, calls, context);

/** Why the code runs with no release that can be installed today. */
export function findGone(candidate: Candidate, context: JudgeContext): string | undefined {
  const gone = removedFrom(candidate, context).find(({ hold }) => hold === undefined);
  return gone && `needs ${gone.what}, which ${gone.library} no longer has`;
}
