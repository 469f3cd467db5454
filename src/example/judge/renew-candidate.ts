import { renewCode } from '../../python/edits/renewals.ts';
import { type Candidate, readCandidate } from './candidate.ts';
import type { JudgeContext } from './usable.ts';

/** Replaces outdated names in the candidate with their current ones, as marked edits. */
export function renewCandidate(candidate: Candidate, context: JudgeContext): Candidate {
  const code = renewCode(candidate.file, context);
  return code === candidate.code
    ? candidate
    : readCandidate(code, candidate.blocks).with({ split: candidate.split });
}
