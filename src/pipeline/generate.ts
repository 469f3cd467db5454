import { defined } from '../defined.ts';
import { type FetchedCard, fetchCard } from './fetch-card.ts';
import { openFinishedNotebook } from './finished-notebook.ts';
import type { readOfficialNotebook } from './official-notebook.ts';
import type { GenerateContext, GeneratedNotebook, GenerateEvent, GenerateRequest } from './request.ts';
import type { Resolution } from './resolution.ts';
import { resolveModel } from './resolve-model.ts';

export type { GenerateContext, GeneratedNotebook, GenerateEvent, GenerateRequest } from './request.ts';

/**
 * Turns a model id into the text of a notebook. Does not write a notebook file.
 * The same metadata, card, request and version always produce the same bytes.
 * @throws AlacardError with its exit code and hint
 */
export async function generateNotebook(
  request: GenerateRequest,
  context: GenerateContext,
): Promise<GeneratedNotebook> {
  return composeFetched(request, context, await fetchModel(request, context));
}

/** The inputs of a notebook: a model's metadata and its card. */
export interface FetchedModel {
  resolution: Resolution;
  fetched: FetchedCard;
}

/** The first steps, which query the Hub. @throws AlacardError with its exit code and hint */
export async function fetchModel(
  request: GenerateRequest,
  context: Pick<GenerateContext, 'hub' | 'signal' | 'onEvent'>,
): Promise<FetchedModel> {
  const { hub, signal } = context;
  reportStep('resolve', request, context);
  const resolution = await resolveModel(request, hub, signal);

  reportStep('read-card', request, context);
  return { resolution, fetched: await fetchCard(resolution, hub, signal) };
}

/** The remaining steps. They query the Hub only for an official notebook. */
export async function composeFetched(
  request: GenerateRequest,
  context: GenerateContext,
  { resolution, fetched }: FetchedModel,
): Promise<GeneratedNotebook> {
  const noteRun = (generated: Omit<GeneratedNotebook, 'notes'>, card = fetched): string[] => [
    ...describeRun(resolution, card),
    ...describeFallback(request, generated, card),
  ];

  const finished = openFinishedNotebook(request, context, resolution, fetched);
  const found = finished?.find();
  if (found !== undefined) {
    context.onEvent?.({ type: 'cache', status: 'hit', kind: 'generated', id: found.modelId });
    return { ...found, source: resolution.source, notes: noteRun(found) };
  }
  try {
    const generated = await composeFrom(fetched, resolution, request, context);
    const notebook = { ...generated, notes: noteRun(generated) };
    finished?.save(notebook);
    return notebook;
  } catch (error) {
    if (!isSlowCard(error)) throw error;
    const plain = { ...request, preferOfficial: false };
    const withoutCard: FetchedCard = { warnings: [SLOW_CARD] };
    const generated = await composeFrom(withoutCard, resolution, plain, context);
    return { ...generated, notes: noteRun(generated, withoutCard) };
  }
}

export const SLOW_CARD =
  'Processing the model card took too long, so this notebook was generated without it.';

/** Whether `limitSync` ended the work. */
const isSlowCard = (error: unknown) =>
  error instanceof Error && (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';

async function composeFrom(
  fetched: FetchedCard,
  resolution: Resolution,
  request: GenerateRequest,
  context: GenerateContext,
): Promise<Omit<GeneratedNotebook, 'notes'>> {
  const { hub, signal, limitSync = (work) => work() } = context;
  const { chooseCode, composeCells, composeOfficial, describeModel, formatRequested, readCard } =
    await import('./compose-steps.ts');

  reportStep('choose-example', request, context);
  const reading = await readCard(fetched, resolution, limitSync);
  const model = describeModel(resolution, reading);
  const official = request.preferOfficial
    ? await findOfficial(model, hub, limitSync, request.officialPath, signal)
    : undefined;
  const choice = official?.taken ? undefined : await chooseCode(model, request, limitSync, official);

  reportStep('compose', request, context);
  const parts = { model, resolution, reading, request, context, limitSync };
  const { notebook, environment, warnings, ...origin } =
    choice === undefined
      ? composeOfficial(official!.taken!, parts)
      : await composeCells({ ...parts, choice });

  const { info, traits } = model;
  return {
    modelId: info.id,
    requestedId: resolution.requestedId,
    pinned: info.sha !== undefined,
    source: resolution.source,
    ...origin,
    packages: { install: environment.install, listed: environment.listed.map(({ name }) => name) },
    cells: notebook.cells.map(({ id, cell_type, source }) => ({
      id,
      type: cell_type,
      lines: source.split('\n').length,
    })),
    warnings,
    format: request.format,
    content: await formatRequested(notebook, request.format, limitSync),
    ...defined({ sha: info.sha }),
    ...(usedFallback(resolution, fetched) && { fellBack: true as const }),
    ...defined({ task: traits.task }),
  };
}

function reportStep(
  step: Extract<GenerateEvent, { type: 'step' }>['step'],
  { model }: GenerateRequest,
  { onEvent }: Pick<GenerateContext, 'onEvent'>,
): void {
  onEvent?.({ type: 'step', step, model: model.kind === 'hub' ? model.id : model.path });
}

/** Imported on demand, because the module loads zod, which other notebooks do not need. */
async function findOfficial(...args: Parameters<typeof readOfficialNotebook>) {
  return (await import('./official-notebook.ts')).readOfficialNotebook(...args);
}

/** Notes on this run only: the age of the cached metadata, and why the Hub did not respond. */
function describeRun(
  { source, reason, ageMs }: Resolution,
  { detail, isUnavailable }: FetchedCard,
): string[] {
  const notes: string[] = [];
  if (source === 'stale-cache' && ageMs !== undefined) {
    notes.push(`The metadata is from the cache, ${Math.round(ageMs / 60_000)} minutes old.`);
  }
  // If the Hub returned neither the metadata nor the card, the reason is the same.
  const reasons = reason !== undefined && isUnavailable ? [reason] : [reason, detail];
  return [...notes, ...reasons.filter((note) => note !== undefined).map((note) => `${note}.`)];
}

/** A note if the requested kind of example was not found, so that another was used. */
function describeFallback(
  { example }: GenerateRequest,
  { strategy }: Pick<GeneratedNotebook, 'strategy'>,
  { text }: FetchedCard,
): string[] {
  if ((example !== 'readme' && example !== 'library') || (strategy !== 'task' && strategy !== 'basic'))
    return [];
  const reasons = {
    readme: text === undefined ? 'no model card could be read' : 'the model card has no example that can run',
    library: 'the Hub has no code snippet for this model that alacard can use',
  };
  return [`--example ${example} had no effect: ${reasons[example]}. Cell 6 has alacard's own code.`];
}

function usedFallback({ source }: Resolution, { isUnavailable }: FetchedCard): boolean {
  return source === 'stale-cache' || source === 'snapshot' || isUnavailable === true;
}
