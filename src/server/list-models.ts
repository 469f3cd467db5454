import type { Category } from '../hub/categories.ts';
import { type FoundModels, findModels, type Sort } from '../hub/find-models.ts';
import type { Hub } from '../hub/hub.ts';
import type { ModelInfo } from '../hub/model-info.ts';
import type { ListedModel } from '../share/protocol.ts';

export interface ModelsAsked {
  words?: string;
  category?: Category;
  limit: number;
  sort?: Sort;
}

/** Models of the Hub, or of those built in, as the API and the pages show them. */
export async function listForPeople(
  hub: Hub,
  { words, sort = 'downloads', ...rest }: ModelsAsked,
): Promise<Pick<FoundModels, 'source' | 'notes'> & { models: ListedModel[] }> {
  const { models, source, notes } = await findModels(hub, { ...rest, sort, ...(words && { words }) });
  return { models: models.map(toListed), source, notes };
}

function toListed({ id, pipeline_tag, downloads, likes, tags }: ModelInfo): ListedModel {
  return {
    id,
    name: id.slice(id.lastIndexOf('/') + 1),
    ...(pipeline_tag !== undefined && { pipeline_tag }),
    ...(downloads !== undefined && { downloads }),
    ...(likes !== undefined && { likes }),
    tags: tags.slice(0, 50),
  };
}
