import type { Card } from '../card/parse-card.ts';
import { type ModelTraits, readTraits } from '../example/traits.ts';
import type { ModelInfo } from '../hub/model-info.ts';
import { isModelId } from '../hub/model-id.ts';
import { PIPELINE_TAGS } from '../example/pipeline-tags.ts';
import type { ReadCard } from './read-card.ts';
import type { Resolution } from './resolve-model.ts';

/** What the chain and the cells know of the model: metadata, with the card's front matter where the metadata is silent. */
export interface DescribedModel {
  info: ModelInfo;
  traits: ModelTraits;
  card?: Card;
  modelIds: string[];
}

export function describeModel({ info, requestedId, source }: Resolution, { card }: ReadCard): DescribedModel {
  const complete = info.cardData === undefined && card?.frontMatter !== undefined ? { ...info, cardData: card.frontMatter } : info;
  // A local folder need not be named as the model is: nothing is foreign to it.
  const modelIds = source === 'local' && !requestedId.includes('/') ? [] : [info.id, requestedId].filter(isModelId);
  return { info: complete, traits: readTraits(complete, PIPELINE_TAGS), modelIds: [...new Set(modelIds)], ...(card && { card }) };
}
