import { defined } from '../defined.ts';
import { formatNotebook } from '../notebook/formats/formats.ts';
import { chooseCode } from './choose-code.ts';
import { composeCells } from './compose-cells.ts';
import { composeOfficial } from './compose-official.ts';
import { describeModel } from './describe-model.ts';
import type { readOfficialNotebook } from './official-notebook.ts';
import { type ReadCard, readCard } from './read-card.ts';
import type { GenerateContext, GeneratedNotebook, GenerateEvent, GenerateRequest } from './request.ts';
import type { Resolution } from './resolution.ts';
import { resolveModel } from './resolve-model.ts';

export type { GenerateContext, GeneratedNotebook, GenerateEvent, GenerateRequest } from './request.ts';

/**
 * From a model id to a notebook's text; writes nothing.
 * The same metadata, card, request and version give the same bytes.
 * @throws AlacardError with the exit code and hint of what went wrong
 */
export async function generateNotebook(
  request: GenerateRequest,
  context: GenerateContext,
): Promise<GeneratedNotebook> {
  const { hub, signal } = context;
  const asked = request.model.kind === 'hub' ? request.model.id : request.model.path;
  const step = (name: Extract<GenerateEvent, { type: 'step' }>['step']) =>
    context.onEvent?.({ type: 'step', step: name, model: asked });

  step('resolve');
  const resolution = await resolveModel(request, hub, signal);

  step('read-card');
  const reading = await readCard(resolution, hub, signal);

  step('choose-example');
  const model = describeModel(resolution, reading);
  const official = request.preferOfficial ? await findOfficial(model, hub, signal) : undefined;
  const parts = { model, resolution, reading, request, context };
  const choice = official?.taken ? undefined : await chooseCode(model, request, official);

  step('compose');
  const { notebook, environment, warnings, ...origin } =
    choice === undefined ? composeOfficial(official!.taken!, parts) : composeCells({ ...parts, choice });

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
    notes: describeRun(resolution, reading),
    format: request.format,
    content: formatNotebook(notebook, request.format),
    ...defined({ sha: info.sha }),
    ...(hasFallenBack(resolution, reading) && { fellBack: true as const }),
    ...defined({ task: traits.task }),
  };
}

/** Its module brings a schema that no other notebook needs. */
async function findOfficial(...args: Parameters<typeof readOfficialNotebook>) {
  return (await import('./official-notebook.ts')).readOfficialNotebook(...args);
}

/** What only this run knows: how old an answer of the cache was, and why the Hub gave none. */
function describeRun({ source, reason, ageMs }: Resolution, { detail }: ReadCard): string[] {
  const notes: string[] = [];
  if (source === 'stale-cache' && ageMs !== undefined) {
    notes.push(`The metadata is from the cache, ${Math.round(ageMs / 60_000)} minutes old.`);
  }
  return [...notes, ...[reason, detail].filter((note) => note !== undefined).map((note) => `${note}.`)];
}

function hasFallenBack({ source }: Resolution, { isUnavailable }: ReadCard): boolean {
  return source === 'stale-cache' || source === 'snapshot' || isUnavailable === true;
}
