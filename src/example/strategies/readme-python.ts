import { defined } from '../../defined.ts';
import { type CardCandidate, firstUsable, judgeCard } from '../judge/card-candidates.ts';
import type { Showing } from '../judge/shows-result.ts';
import type { JudgeContext } from '../judge/usable.ts';
import type { ChainInput, Example, Lines, Strategy, StrategyName } from './strategy.ts';

/** The card's candidates of one kind: the first usable one, or all of them where all are asked for. */
export function takeFromCard(
  strategy: StrategyName,
  input: ChainInput,
  belongs: (candidate: CardCandidate) => boolean,
  passOver: (reason: string, lines?: Lines) => void,
): Example | undefined {
  if (input.card === undefined) return undefined;
  const all = judgeCard(input.card, judgeContext(input));
  const candidates = all.filter(belongs);
  const chosen = firstUsable(candidates, input.modelIds, all);
  for (const candidate of candidates) {
    if (candidate === chosen) break;
    passOver(candidate.objection ?? SHOWS_LESS[candidate.showing], candidate.lines);
  }
  if (chosen === undefined) return undefined;
  const rest =
    input.snippets === 'all'
      ? candidates.filter(
          (candidate) =>
            candidate !== chosen && candidate.whole !== undefined && candidate.showing !== 'definitions',
        )
      : [];
  return {
    strategy,
    candidates: [chosen, ...rest].map((candidate) => candidate.whole!),
    origin: 'the model card',
  };
}

const SHOWS_LESS: Record<Showing, string> = {
  result: 'a later block is the better example',
  use: 'uses the model but shows nothing',
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

/** The first usable block that the author called Python. */
export const readmePython: Strategy = {
  name: 'readme-python',
  find: (input, passOver) =>
    takeFromCard('readme-python', input, (candidate) => candidate.labelled, passOver),
};
