import { defined } from '../defined.ts';
import { type ModelTraits, readBaseModels, tagValues } from '../example/model-traits.ts';
import type { ModelInfo } from '../hub/models/model-info.ts';
import type { NotebookPlan, PlannedModel } from '../notebook/plan.ts';
import type { ReadCard } from './read-card.ts';
import type { Resolution } from './resolution.ts';

const MAX_ITEMS = 40;

/** Returns a front matter value as a list of strings. */
function strings(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((item): item is string => typeof item === 'string' && item !== '').slice(0, MAX_ITEMS);
}

/** Returns the facts for cells 1 and 4, from the front matter or else from the Hub's tags. */
export function planModel(info: ModelInfo, traits: ModelTraits): PlannedModel {
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

/** Returns what the model is, and the requested id if the Hub returned another one. A bare name is not another one. */
export function describeRequest(
  { info, requestedId }: Resolution,
  { card }: ReadCard,
): Pick<NotebookPlan, 'summary' | 'requestedId'> {
  const isOther = requestedId.includes('/') && requestedId.toLowerCase() !== info.id.toLowerCase();
  return defined({ summary: card?.summary, requestedId: isOther ? requestedId : undefined });
}
