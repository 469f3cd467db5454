import { defined } from '../../defined.ts';
import { isAlacardError, UnavailableError } from '../../errors.ts';
import type { Hub } from '../../hub/hub.ts';
import type { Category } from '../../hub/models/categories.ts';
import { type FoundModels, findModels, type Sort } from '../../hub/models/find-models.ts';
import { countParameters, type ModelInfo } from '../../hub/models/model-info.ts';
import { formatParameters } from '../../notebook/quantity.ts';
import type { ListedModel } from '../../share/protocol.ts';
import { createLruCache } from '../lru-cache.ts';

/** A page waits so long for the Hub, then shows what is known without it. */
const LONGEST_MS = 4_000;
/** A list is asked for once in this time, whoever looks at it. */
const FRESH_MS = 60_000;
/** Where the Hub does not answer, one this old is better than the built-in models. */
const USABLE_MS = 3_600_000;
/** A Hub that did not answer is not asked again for so long. */
const REST_MS = 10_000;
const MOST_KEPT = 300;

export interface ModelsAsked {
  words?: string;
  category?: Category;
  limit: number;
  sort?: Sort;
}

export interface ModelList extends Pick<FoundModels, 'notes'> {
  models: ListedModel[];
  /** `cache`: the Hub's answer of earlier, since it gives none now. */
  source: 'hub' | 'cache' | 'snapshot';
}

/** Models of the Hub, or of those built in, as the API and the pages show them. */
export type ListModels = (asked: ModelsAsked) => Promise<ModelList>;

/** Lists that all clients share for a minute. `now` in milliseconds. */
export function createModelLists(hub: Pick<Hub, 'list'>, now: () => number): ListModels {
  const kept = createLruCache<{ list: ModelList; at: number }>(MOST_KEPT, () => 1);
  let restsUntil = 0;
  const hasty: Pick<Hub, 'list'> = {
    async *list(query, options) {
      if (performance.now() < restsUntil) throw new UnavailableError('the Hub did not answer a moment ago');
      const signal = AbortSignal.timeout(LONGEST_MS);
      try {
        yield* hub.list(query, { ...options, signal });
      } catch (error) {
        const isAway = signal.aborted || (isAlacardError(error) && error.code === 'UNAVAILABLE');
        if (isAway) restsUntil = performance.now() + REST_MS;
        if (!signal.aborted) throw error;
        throw new UnavailableError(`the Hub did not answer within ${LONGEST_MS / 1_000} seconds`);
      }
    },
  };

  return async ({ words, sort = 'downloads', ...rest }) => {
    const key = JSON.stringify([words?.toLowerCase() ?? '', sort, rest.limit, rest.category?.name ?? '']);
    const known = kept.get(key);
    if (known !== undefined && now() - known.at < FRESH_MS) return known.list;
    const { models, source, notes } = await findModels(hasty, { ...rest, sort, ...(words && { words }) });
    if (source === 'snapshot' && known !== undefined && now() - known.at < USABLE_MS) {
      return { ...known.list, source: 'cache', notes: notes.slice(0, 1) };
    }
    const list = { models: models.map(toListed), source, notes };
    if (source === 'snapshot') return list;
    kept.set(key, { list, at: now() });
    return list;
  };
}

function toListed(info: ModelInfo): ListedModel {
  const { id, pipeline_tag, downloads, likes, tags } = info;
  return {
    id,
    name: id.slice(id.lastIndexOf('/') + 1),
    description: describe(info),
    ...defined({ pipeline_tag, downloads, likes }),
    tags: tags.slice(0, 50),
  };
}

/** What a list knows of a model, in a sentence: the Hub's lists hold no text of the card. */
function describe(info: ModelInfo): string {
  const parameters = countParameters(info);
  const licence = info.tags.find((tag) => tag.startsWith('license:'))?.slice('license:'.length);
  const task = info.pipeline_tag?.replaceAll('-', ' ') ?? 'model';
  const facts = [
    info.library_name === undefined ? task : `${task} with ${info.library_name}`,
    parameters !== undefined && `${formatParameters(parameters)} parameters`,
    licence !== undefined && `${licence} licence`,
    (info.gated === 'auto' || info.gated === 'manual') && 'access on request',
  ];
  const text = facts.filter((fact) => fact !== false).join(', ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
