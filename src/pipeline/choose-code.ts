import { defined } from '../defined.ts';
import { inferTraits, inferTraitsFromCard } from '../example/infer-traits.ts';
import type { CardCandidate } from '../example/judge/card-candidates.ts';
import type { ModelTraits } from '../example/model-traits.ts';
import { chooseExample } from '../example/strategies/chain.ts';
import { judgeContext } from '../example/strategies/readme-python.ts';
import type { Example, Lines, SkipReason } from '../example/strategies/strategy.ts';
import type { Template } from '../example/template/code-template.ts';
import { findQuantizeRefusal } from '../example/template/quantize.ts';
import { chooseUsageTemplate } from '../example/template/usage-template.ts';
import type { DescribedModel } from './describe-model.ts';
import type { GenerateRequest, LimitSync } from './request.ts';

/** Why the repository's own notebook was not used although it was requested. */
export interface SkippedOfficial {
  reason?: string;
  warning?: string;
}

/** The contents of cells 5 and 6. */
export interface Choice {
  example: Example;
  skipped: SkipReason[];
  /** The model's traits, completed from the example's code. */
  traits: ModelTraits;
  template: Template;
  /** Whether cell 6 loads the model in 4-bit precision. */
  quantize: boolean;
  /** Why the model cannot be loaded in 4-bit precision, whether or not this was requested. */
  quantizeRefusal?: string;
  warnings: string[];
}

/** Step 3: choose the example and the template for the model's task. */
export async function chooseCode(
  model: DescribedModel,
  request: GenerateRequest,
  limitSync: LimitSync,
  official?: SkippedOfficial,
): Promise<Choice> {
  const cardCandidates = await findCandidates(model);
  const input = { ...model, cardCandidates, mode: request.example, snippets: request.snippets, limitSync };
  const { example: found, skipped } = await chooseExample(input);
  const choice = { example: found, skipped: [...skipOfficial(official), ...skipped] };
  const traits = limitSync(() =>
    inferTraitsFromCard(inferTraits(model.traits, choice.example.candidates), cardCandidates, model.modelIds),
  );
  const template = chooseUsageTemplate(traits);
  const quantizeRefusal = findQuantizeRefusal(template, traits);
  const quantize = request.quantize === '4bit' && quantizeRefusal === undefined;
  const warnings = official?.warning === undefined ? [] : [official.warning];
  const rest = {
    traits,
    template,
    quantize,
    warnings,
    ...defined({ quantizeRefusal }),
  };
  if (!quantize || request.example !== 'auto' || !loadsFullPrecision(choice.example))
    return { ...choice, ...rest };
  const { example } = await chooseExample({ ...input, mode: 'template' });
  return { example, skipped: [...choice.skipped, ...skipExample(choice.example)], ...rest };
}

/** The Python parser is loaded only for a card with code. */
async function findCandidates(model: DescribedModel): Promise<CardCandidate[]> {
  const { card } = model;
  if (card === undefined || card.blocks.length === 0) return [];
  const { judgeCard } = await import('../example/judge/card-candidates.ts');
  return judgeCard(card, judgeContext(model));
}

const skipOfficial = (official: SkippedOfficial | undefined): SkipReason[] =>
  official?.reason === undefined ? [] : [{ strategy: 'official', reason: official.reason }];

/** Whether the example loads the model in full precision, so it might not fit. */
function loadsFullPrecision({ candidates }: Example): boolean {
  return candidates.some(({ code }) => !/load_in_[48]bit|BitsAndBytesConfig/.test(code));
}

function skipExample({ strategy, candidates }: Example): SkipReason[] {
  const reason = 'loads the model in full precision, but 4-bit loading was requested';
  const lines = candidates.flatMap(({ blocks }) =>
    blocks.map(({ startLine, endLine }): Lines => [startLine, endLine]),
  );
  return lines.length === 0
    ? [{ strategy, reason }]
    : lines.map((range) => ({ strategy, lines: range, reason }));
}
