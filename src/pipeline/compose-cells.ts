import { defined } from '../defined.ts';
import { removedNamesIn } from '../example/judge/removed-use.ts';
import { findQuote } from '../example/quote.ts';
import { type Environment, planEnvironment } from '../example/required-packages.ts';
import { judgeContext } from '../example/strategies/readme-python.ts';
import type { Example, Lines, SkipReason } from '../example/strategies/strategy.ts';
import type { Template } from '../example/template/code-template.ts';
import { fillTemplate } from '../example/template/fill-template.ts';
import { readLoading } from '../example/template/loading.ts';
import { QUANTIZE_PACKAGES, quantizeCode } from '../example/template/quantize.ts';
import { isFilesOnly } from '../example/template/usage-template.ts';
import { composeNotebook } from '../notebook/compose.ts';
import { type Fit, measureFit } from '../notebook/fit.ts';
import type { Notebook } from '../notebook/nbformat.ts';
import type { PlannedCode } from '../notebook/plan.ts';
import type { CellRisk } from '../python/risks/describe-risks.ts';
import type { Choice } from './choose-code.ts';
import { type PlanParts, planShared } from './plan-model.ts';
import type { ReadCard } from './read-card.ts';
import type { GeneratedNotebook, GenerateRequest, LimitSync } from './request.ts';
import {
  cudaWarnings,
  endpointWarnings,
  packageWarnings,
  riskWarnings,
  sourceWarnings,
} from './source-warnings.ts';

const FIRST_EXAMPLE_CELL = 5;
/** The number of comment lines above the code. */
const PROVENANCE_LINES = 1;

export interface ComposeParts extends PlanParts {
  limitSync: LimitSync;
}

export interface Composed
  extends Pick<
    GeneratedNotebook,
    'strategy' | 'officialPath' | 'lines' | 'reasons' | 'risks' | 'warnings' | 'about' | 'fit'
  > {
  notebook: Notebook;
  environment: Environment;
}

/** Step 4: compose the seven cells. The Python parser is loaded only for an example. */
export async function composeCells(parts: ComposeParts & { choice: Choice }): Promise<Composed> {
  const tools = parts.choice.example.candidates.length > 0 ? await loadCodeTools() : undefined;
  return parts.limitSync(() => compose(parts, tools));
}

async function loadCodeTools() {
  const [{ pinRevision }, { risksOfCell }, { findHeldModels }, { parsePython }] = await Promise.all([
    import('../python/edits/pinned.ts'),
    import('../python/risks/find-risks.ts'),
    import('../python/names/held-names.ts'),
    import('../python/syntax/syntax.ts'),
  ]);
  return { pinRevision, risksOfCell, findHeldModels, parsePython };
}

type CodeTools = Awaited<ReturnType<typeof loadCodeTools>>;

function compose(
  { choice, ...parts }: ComposeParts & { choice: Choice },
  tools: CodeTools | undefined,
): Composed {
  const { model, resolution, reading, request, context } = parts;
  const { info, card, modelIds } = model;
  const { example, skipped, traits, quantize } = choice;
  const template = fillTemplate(choice.template, info, traits);
  const packages = quantize ? [...template.packages, ...QUANTIZE_PACKAGES] : template.packages;
  const facts = judgeContext(model);
  const removed = example.candidates.flatMap((candidate) => removedNamesIn(candidate, facts));
  const environment = planEnvironment(example.candidates, packages, card, {
    removed,
    hints: { modelType: traits.modelType, pipelineTag: traits.task, quantMethod: traits.quantization },
  });
  const risks = tools === undefined ? [] : findExampleRisks(example, tools);
  const warnings = [
    ...choice.warnings,
    ...riskWarnings(risks),
    ...cudaWarnings(example.candidates),
    ...sourceWarnings(resolution),
    ...endpointWarnings(request, context),
    ...reading.warnings,
    ...packageWarnings(environment),
    ...quantizeWarnings(choice, request),
  ];
  const fit = findFit(choice, template);
  const adapter = traits.library === 'peft';
  const shared = planShared(parts, traits, environment);
  const pinned =
    tools === undefined
      ? []
      : planExamples(example, tools, {
          id: info.id,
          modelIds,
          adapter,
          revision: info.sha ?? shared.requestedRevision ?? 'main',
        });
  const quoted =
    card !== undefined && !example.strategy.startsWith('readme') ? findQuote(card, skipped) : undefined;
  const notebook = composeNotebook({
    ...shared,
    noExampleNote: noExampleNote(reading, skipped),
    moreExamples: pinned.slice(1),
    usage: {
      code: quantize ? quantizeCode(template.code) : template.code,
      provenance: `alacard's template ${template.path}`,
    },
    filesOnly: isFilesOnly(template),
    strategy: example.strategy,
    reasons: skipped,
    warnings,
    ...defined({ example: pinned[0], quoted, fit }),
    ...defined({ held: tools && findHeld(example, template, tools) }),
    ...(quantize && { quantize: '4bit' as const }),
  });
  const lines = example.candidates.flatMap(({ blocks }) =>
    blocks.map(({ startLine, endLine }): Lines => [startLine, endLine]),
  );
  return {
    notebook,
    environment,
    warnings,
    risks,
    strategy: example.strategy,
    lines,
    reasons: skipped,
    about: shared.model,
    ...defined({ fit }),
  };
}

/** Returns the code of cell 5 and of further examples: the author's code with marked edits, and where it came from. */
function planExamples(
  { candidates, origin }: Example,
  { pinRevision }: CodeTools,
  { id, modelIds, ...options }: { id: string; modelIds: string[]; adapter: boolean; revision: string },
): PlannedCode[] {
  const ownModelId = candidates.length > 1 && candidates.some(({ code }) => /\bMODEL_ID\b/.test(code));
  return candidates.map(({ file, blocks }) => {
    const { code } = pinRevision(file, id, modelIds, { ...options, ownModelId });
    const lines = blocks.map(({ startLine, endLine }): Lines => [startLine, endLine]);
    const where = lines.map(([first, last]) => (first === last ? first : `${first}-${last}`)).join(', ');
    return {
      code,
      provenance: where === '' ? `From ${origin}` : `From ${origin}, lines ${where}`,
      ...(lines.length > 0 && { lines }),
    };
  });
}

/** Finds what the examples keep in memory, if they and the template load models. */
function findHeld(
  { candidates }: Example,
  { code }: Template,
  { findHeldModels, parsePython }: CodeTools,
): string[] | undefined {
  const examples = candidates.map(({ file }) => findHeldModels(file));
  if (!examples.some(({ loads }) => loads) || !findHeldModels(parsePython(code)).loads) return undefined;
  return [...new Set(examples.flatMap(({ names }) => names))];
}

/** Finds what the author's code does beyond running the model. A marked edit does not change line numbers. */
function findExampleRisks({ candidates }: Example, { risksOfCell }: CodeTools): CellRisk[] {
  return candidates.flatMap(({ file }, at) => risksOfCell(FIRST_EXAMPLE_CELL + at, file, PROVENANCE_LINES));
}

/** Warns if `--quantize` had no effect, or only a partial one. */
function quantizeWarnings(
  { quantize, quantizeRefusal, example }: Choice,
  request: GenerateRequest,
): string[] {
  if (request.quantize === undefined) return [];
  if (quantizeRefusal !== undefined) return [`--quantize 4bit had no effect, because ${quantizeRefusal}.`];
  return quantize && request.example !== 'auto' && example.candidates.length > 0
    ? [
        "Cell 6 loads the model in 4-bit precision. Cell 5 contains the author's example, as you requested, and loads the model as the author does.",
      ]
    : [];
}

function findFit({ traits, quantizeRefusal }: Choice, template: Template): Fit | undefined {
  const loading = readLoading(template, traits);
  return loading && measureFit(traits.parameters!, loading, quantizeRefusal === undefined);
}

function noExampleNote({ card, warnings }: ReadCard, skipped: SkipReason[]): string {
  if (card === undefined) return warnings[0] ?? 'There is no model card.';
  if (card.blocks.length === 0) return 'The model card contains no code.';
  return skipped.some(({ lines }) => lines !== undefined)
    ? 'No code block in the model card can run as is.'
    : 'The model card contains no Python example.';
}
