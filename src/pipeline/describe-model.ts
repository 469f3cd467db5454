import type { Card } from '../card/card.ts';
import { type ModelTraits, readBaseModels, readTraits } from '../example/model-traits.ts';
import { isModelId } from '../hub/models/model-id.ts';
import type { ModelInfo } from '../hub/models/model-info.ts';
import { PIPELINE_TAGS } from '../hub/models/pipeline-tags.ts';
import type { ReadCard } from './read-card.ts';
import type { Resolution } from './resolution.ts';

/** A model as the fallback chain and the cells see it. Front matter of the card fills gaps in the metadata. */
export interface DescribedModel {
  info: ModelInfo;
  traits: ModelTraits;
  card?: Card;
  modelIds: string[];
  baseModels: string[];
}

export function describeModel({ info, requestedId }: Resolution, { card }: ReadCard): DescribedModel {
  const complete =
    info.cardData === undefined && card?.frontMatter !== undefined
      ? { ...info, cardData: card.frontMatter }
      : info;
  const modelIds = [info.id, requestedId].filter(isModelId);
  return {
    info: complete,
    traits: readTraits(complete, PIPELINE_TAGS),
    modelIds: [...new Set(modelIds)],
    baseModels: readBaseModels(complete),
    ...(card && { card }),
  };
}
