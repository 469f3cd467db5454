import { defined } from '../../defined.ts';
import type { StrategyName } from '../../notebook/strategy-names.ts';
import type { CardCandidate } from '../judge/card-candidates.ts';
import { firstUsable } from '../judge/first-usable.ts';
import type { Outcome } from '../judge/shows-result.ts';
import type { JudgeContext } from '../judge/usable.ts';
import type { ChainInput, Example, Lines, Strategy } from './strategy.ts';

/** Takes the first usable candidate of one kind, or all usable ones if all snippets are requested. */
export function takeFromCard(
  strategy: StrategyName,
  input: ChainInput,
  belongs: (candidate: CardCandidate) => boolean,
  skip: (reason: string, lines?: Lines) => void,
): Example | undefined {
  const candidates = input.cardCandidates.filter(belongs);
  const chosen = firstUsable(candidates, input.modelIds, input.cardCandidates);
  for (const candidate of candidates) {
    if (candidate === chosen) break;
    const { block, verdict, outcome } = candidate;
    skip(verdict.objection ?? OUTCOME_REASONS[outcome], [block.startLine, block.endLine]);
  }
  if (chosen === undefined) return undefined;
  const rest = input.snippets === 'all' ? candidates.filter((other) => other !== chosen && shows(other)) : [];
  return {
    strategy,
    candidates: [chosen, ...rest].map(({ verdict }) => verdict.whole!),
    origin: 'the model card',
  };
}

const shows = ({ verdict, outcome }: CardCandidate) =>
  verdict.whole !== undefined && outcome !== 'definitions';

const OUTCOME_REASONS: Record<Outcome, string> = {
  result: 'a later block is a better example',
  use: 'uses the model but shows no result',
  load: 'only loads the model',
  fetch: 'only downloads files',
  definitions: 'only defines things',
};

export function judgeContext({
  info,
  traits,
  modelIds,
  baseModels,
}: Pick<ChainInput, 'info' | 'traits' | 'modelIds' | 'baseModels'>): JudgeContext {
  const modelType = info.config?.model_type;
  return {
    modelIds,
    baseModels,
    repositoryFiles: new Set(info.siblings.map((file) => file.rfilename)),
    ...defined({ task: traits.task }),
    ...(typeof modelType === 'string' && { modelType }),
  };
}

/** The first usable block that the author labeled as Python. */
export const readmePython: Strategy = {
  name: 'readme-python',
  find: (input, skip) => takeFromCard('readme-python', input, (candidate) => candidate.labeled, skip),
};
