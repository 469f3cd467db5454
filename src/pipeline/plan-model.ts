import { defined } from '../defined.ts';
import { type ModelTraits, readBaseModels, tagValues } from '../example/model-traits.ts';
import type { Environment } from '../example/required-packages.ts';
import type { ModelInfo } from '../hub/models/model-info.ts';
import type { NotebookPlan, PlannedModel } from '../notebook/plan.ts';
import type { DescribedModel } from './describe-model.ts';
import type { ReadCard } from './read-card.ts';
import type { GenerateContext, GenerateRequest } from './request.ts';
import type { Resolution } from './resolution.ts';

const MAX_ITEMS = 40;

/** Returns a front matter value as a list of strings. */
function strings(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((item): item is string => typeof item === 'string' && item !== '').slice(0, MAX_ITEMS);
}

/** Returns the facts for cells 1 and 4, from the front matter or else from the Hub's tags. */
function planModel(info: ModelInfo, traits: ModelTraits): PlannedModel {
  const card = info.cardData ?? {};
  const either = (fromCard: string[], prefix: string) =>
    (fromCard.length > 0 ? fromCard : tagValues(info.tags, prefix)).slice(0, MAX_ITEMS);
  const [license] = either(strings(card.license), 'license:');
  return {
    id: info.id,
    gated: info.gated ?? false,
    trustRemoteCode: traits.trustRemoteCode,
    languages: strings(card.language),
    datasets: either(strings(card.datasets), 'dataset:'),
    baseModels: readBaseModels(info).slice(0, MAX_ITEMS),
    tags: info.tags
      .filter((tag) => !/^(?:license|dataset|base_model|arxiv|doi|region):/.test(tag))
      .slice(0, MAX_ITEMS),
    ...defined({
      license,
      sha: info.sha,
      pipeline_tag: traits.task,
      library_name: traits.library,
      downloads: info.downloads,
      likes: info.likes,
      parameters: traits.parameters,
      bytes: traits.bytes,
      dtype: traits.dtype,
      lastModified: info.lastModified,
    }),
  };
}

export interface PlanParts {
  model: DescribedModel;
  resolution: Resolution;
  reading: ReadCard;
  request: GenerateRequest;
  context: GenerateContext;
}

/** Plans what does not depend on whose code the notebook contains. */
export function planShared(
  { model: { info }, resolution: { requestedId, source }, reading: { card }, request, context }: PlanParts,
  traits: ModelTraits,
  environment: Environment,
) {
  // The Hub may return another model than the requested one. It also adds the owner to a bare name.
  const isOther = requestedId.includes('/') && requestedId.toLowerCase() !== info.id.toLowerCase();
  return {
    model: planModel(info, traits),
    endpoint: context.endpoint,
    version: context.version,
    install: environment.install,
    foreign: environment.foreign,
    listed: environment.listed,
    refused: environment.refused,
    installNotes: environment.notes,
    source,
    ...defined({
      requestedRevision: request.model.kind === 'hub' ? request.model.revision : undefined,
      requestedId: isOther ? requestedId : undefined,
      summary: card?.summary,
      target: request.target,
      carryEndpoint: request.carryEndpoint,
    }),
  } satisfies Partial<NotebookPlan>;
}
