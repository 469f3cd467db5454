import { updateCode } from '../../python/edits/update-code.ts';
import { type Candidate, readCandidate } from './candidate.ts';
import type { JudgeContext } from './usable.ts';

/** Replaces outdated names in the candidate with their current ones, as marked edits. */
export function updateCandidate(candidate: Candidate, context: JudgeContext): Candidate {
  const code = updateCode(candidate.file, context);
  return code === candidate.code
    ? candidate
    : readCandidate(code, candidate.blocks).with({ split: candidate.split });
}
