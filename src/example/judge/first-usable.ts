import type { Candidate } from './candidate.ts';
import type { CardCandidate } from './card-candidates.ts';
import { loadsOnlyOtherModels, loadsThisModel, mayLoadThisModel } from './model-ids.ts';
import type { Outcome } from './shows-result.ts';

type UsableCandidate = CardCandidate & { verdict: { whole: Candidate } };

/**
 * Finds the first candidate that uses the model, in card order. If it loads only other models, it is replaced by the
 * first that loads this model. If it shows no result, it is replaced by a later one that continues it and shows one. If
 * none uses the model, finds the first that loads it, or a block with any label (`all`) that continues that one. Later
 * blocks are judged only if the choice depends on them.
 */
export function firstUsable(
  candidates: CardCandidate[],
  modelIds: string[],
  all = candidates,
): CardCandidate | undefined {
  const isInstalled = ({ verdict }: CardCandidate) => verdict.notInstalled.length === 0;
  return (
    firstUsableOf(candidates, isInstalled, modelIds, all) ??
    firstUsableOf(candidates, () => true, modelIds, all)
  );
}

function firstUsableOf(
  candidates: CardCandidate[],
  isWanted: (candidate: CardCandidate) => boolean,
  modelIds: string[],
  all: CardCandidate[],
): CardCandidate | undefined {
  const isUsable = (candidate: CardCandidate): candidate is UsableCandidate =>
    candidate.verdict.whole !== undefined && isWanted(candidate);
  const uses = (candidate: CardCandidate): candidate is UsableCandidate =>
    usesModel(candidate.outcome) && isUsable(candidate);
  let first = candidates.find(uses);
  if (first !== undefined && loadsOnlyOtherModels(first.verdict.whole, modelIds)) {
    const usesThis = (candidate: CardCandidate): candidate is UsableCandidate =>
      uses(candidate) && loadsThisModel(candidate.verdict.whole, modelIds);
    first = candidates.find(usesThis) ?? first;
  }
  if (first !== undefined) {
    const { block } = first;
    const continues = (later: CardCandidate) =>
      later.outcome === 'result' && isUsable(later) && later.verdict.whole.blocks.includes(block);
    return first.outcome === 'result' ? first : (candidates.find(continues) ?? first);
  }
  const loads = candidates.find(
    (candidate) =>
      candidate.outcome === 'load' &&
      isUsable(candidate) &&
      mayLoadThisModel(candidate.verdict.whole, modelIds),
  );
  if (loads === undefined) return undefined;
  const usesIt = (candidate: CardCandidate) =>
    usesModel(candidate.outcome) &&
    candidate.verdict.whole?.blocks.includes(loads.block) &&
    candidate.verdict.notInstalled.length <= loads.verdict.notInstalled.length;
  return all.find(usesIt) ?? loads;
}

const usesModel = (outcome: Outcome) => outcome === 'result' || outcome === 'use';
