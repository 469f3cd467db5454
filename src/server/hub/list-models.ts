import { defined } from '../../defined.ts';
import { isAlacardError, UnavailableError } from '../../errors.ts';
import type { Hub } from '../../hub/hub.ts';
import type { Category } from '../../hub/models/categories.ts';
import { type FoundModels, findModels, type Sort } from '../../hub/models/find-models.ts';
import { countParameters, type ModelInfo } from '../../hub/models/model-info.ts';
import { formatParameters } from '../../notebook/quantity.ts';
import type { ListedModel } from '../../share/protocol.ts';
import { createLruCache } from '../lru-cache.ts';
import type { HubFor } from './hub-budget.ts';

/** How long clients share a cached list. */
const FRESH_MS = 60_000;
/** If the Hub is unavailable, a cached list up to this age is used instead of the bundled models. */
const MAX_STALE_MS = 3_600_000;
/** How long to wait before querying an unavailable Hub again. */
const PAUSE_MS = 10_000;
const MAX_CACHED_LISTS = 300;

export interface ModelListQuery {
  words?: string;
  category?: Category;
  limit: number;
  sort?: Sort;
}

export interface ModelList extends Pick<FoundModels, 'notes'> {
  models: ListedModel[];
  /** `cache`: an earlier list, because the Hub is unavailable. */
  source: 'hub' | 'cache' | 'snapshot';
}

/** Models from the Hub, or the bundled models, in the form that the API and the pages show. */
export type ListModels = (query: ModelListQuery, client: string) => Promise<ModelList>;

/**
 * @param now milliseconds since 1970
 * @param maxWaitMs how long to wait for the Hub before falling back to cached or bundled models
 */
export function createModelLists(hubFor: HubFor, now: () => number, maxWaitMs: number): ListModels {
  const cache = createLruCache<{ list: ModelList; at: number }>(MAX_CACHED_LISTS, () => 1);
  let pausedUntil = 0;
  const impatientHubFor = (client: string): Pick<Hub, 'list'> => ({
    async *list(query, options) {
      if (performance.now() < pausedUntil) throw new UnavailableError('the Hub was unavailable a moment ago');
      const signal = AbortSignal.timeout(maxWaitMs);
      try {
        yield* hubFor(client).list(query, { ...options, signal });
      } catch (error) {
        const isUnavailable = signal.aborted || (isAlacardError(error) && error.code === 'UNAVAILABLE');
        if (isUnavailable) pausedUntil = performance.now() + PAUSE_MS;
        if (!signal.aborted) throw error;
        throw new UnavailableError(`the Hub did not respond within ${maxWaitMs / 1_000} seconds`);
      }
    },
  });

  return async ({ words, sort = 'downloads', ...rest }, client) => {
    const key = JSON.stringify([words?.toLowerCase() ?? '', sort, rest.limit, rest.category?.name ?? '']);
    const cached = cache.get(key);
    if (cached !== undefined && now() - cached.at < FRESH_MS) return cached.list;
    const stale = cached !== undefined && now() - cached.at < MAX_STALE_MS ? cached.list : undefined;
    const search = { ...rest, sort, ...(words && { words }) };
    const found = await findModels(impatientHubFor(client), search).catch((error: unknown) => {
      if (isAlacardError(error) && error.code === 'RATE_LIMITED' && stale !== undefined) return undefined;
      throw error;
    });
    if (found === undefined) return stale!;
    const { models, source, notes } = found;
    if (source === 'snapshot' && stale !== undefined) {
      return { ...stale, source: 'cache', notes: notes.slice(0, 1) };
    }
    const list = { models: models.map(toListed), source, notes };
    if (source === 'snapshot') return list;
    cache.set(key, { list, at: now() });
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

/** Describes a model in one sentence, because its list entry does not contain any text from the card. */
function describe(info: ModelInfo): string {
  const parameters = countParameters(info);
  const license = info.tags.find((tag) => tag.startsWith('license:'))?.slice('license:'.length);
  const task = info.pipeline_tag?.replaceAll('-', ' ') ?? 'model';
  const facts = [
    info.library_name === undefined ? task : `${task} with ${info.library_name}`,
    parameters !== undefined && `${formatParameters(parameters)} parameters`,
    license !== undefined && `${license} license`,
    (info.gated === 'auto' || info.gated === 'manual') && 'access on request',
  ];
  const text = facts.filter((fact) => fact !== false).join(', ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
