import { defined } from '../../defined.ts';
import { type AlacardError, isAlacardError } from '../../errors.ts';
import type { Hub, ListQuery } from '../hub.ts';
import type { Category } from './categories.ts';
import { countParameters, type ModelInfo } from './model-info.ts';

export const SORTS = {
  downloads: 'downloads',
  likes: 'likes',
  trending: 'trendingScore',
  recent: 'createdAt',
} as const;

export type Sort = keyof typeof SORTS;

/** All conditions must be met. */
export interface ModelSearch {
  /** Words in the id, in any order and case. */
  words?: string;
  category?: Category;
  author?: string;
  /** The tag of a library, such as `diffusers`. */
  library?: string;
  /** The Hub's license id: `apache-2.0`. */
  license?: string;
  /** The maximum number of parameters. Models of unknown size do not match. */
  maxParameters?: number;
  ungated?: boolean;
  sort: Sort;
  /** The maximum number of models. */
  limit: number;
}

export interface FoundModels {
  models: ModelInfo[];
  /** `snapshot`: the built-in models, because the Hub was not available. */
  source: 'hub' | 'snapshot';
  /** The month of the snapshot: `YYYY-MM`. */
  takenAt?: string;
  /** Limitations of the list, as full sentences. */
  notes: string[];
}

/** The fields that a list row needs. */
const FIELDS = [
  'pipeline_tag',
  'library_name',
  'tags',
  'downloads',
  'likes',
  'trendingScore',
  'gated',
  'private',
  'safetensors',
  'gguf',
  'createdAt',
  'lastModified',
  'sha',
] as const;

/** The fields that a notebook needs, as in a model's own metadata. */
const WHOLE_FIELDS = [
  ...FIELDS,
  'author',
  'cardData',
  'config',
  'disabled',
  'mask_token',
  'siblings',
  'transformersInfo',
  'widgetData',
] as const;
/** A full row is about 10 kB long. */
const WHOLE_PAGE = 200;

/** The maximum number of rows to search per task. */
const MAX_ROWS = 2_000;

export interface FindCallOptions {
  signal?: AbortSignal;
  /** Fetch full rows and cache them as metadata, which takes one request per page instead of one per model. */
  keep?: boolean;
}

/**
 * Finds models on the Hub, best first. If the Hub is not available, searches the built-in models. For a category with
 * several tasks, merges the lists of its tasks.
 * @throws the signal's reason
 */
export async function findModels(
  hub: Pick<Hub, 'list'>,
  search: ModelSearch,
  options: FindCallOptions = {},
): Promise<FoundModels> {
  const tasks = search.category?.tasks ?? [undefined];
  try {
    const lists = await Promise.all(tasks.map((task) => readList(hub, search, task, options)));
    return {
      models: best(
        lists.flatMap(({ models }) => models),
        search,
      ),
      source: 'hub',
      notes: [...new Set(lists.flatMap(({ cut }) => cut ?? []))],
    };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!isUnavailable(error)) throw error;
    return findInSnapshot(search, error.message);
  }
}

/**
 * Reads a list up to the limit. `cut` states why models may be missing. If the Hub fails partway, keeps the models
 * found so far.
 */
async function readList(
  hub: Pick<Hub, 'list'>,
  search: ModelSearch,
  task: string | undefined,
  options: FindCallOptions,
): Promise<{ models: ModelInfo[]; cut?: string }> {
  const models: ModelInfo[] = [];
  let looked = 0;
  try {
    for await (const model of hub.list(toQuery(search, task, options.keep), options)) {
      looked++;
      if (fitsRow(model, search)) models.push(model);
      if (models.length >= search.limit) return { models };
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    if (models.length === 0 || !isUnavailable(error)) throw error;
    return { models, cut: `The list is incomplete: ${error.message}.` };
  }
  return looked < MAX_ROWS ? { models } : { models, cut: `Only the first ${MAX_ROWS} models were searched.` };
}

function isUnavailable(error: unknown): error is AlacardError {
  return isAlacardError(error) && error.code === 'UNAVAILABLE';
}

function toQuery(search: ModelSearch, task: string | undefined, isWhole = false): ListQuery {
  const { words, author, library, license, category, maxParameters } = search;
  const filter = [library, license && `license:${license}`, category?.tag].filter((tag) => tag !== undefined);
  return {
    sort: SORTS[search.sort],
    limit: MAX_ROWS,
    pageSize: isWhole ? Math.min(search.limit, WHOLE_PAGE) : search.limit,
    expand: isWhole ? WHOLE_FIELDS : FIELDS,
    ...(filter.length > 0 && { filter }),
    ...defined({ search: words, author, pipeline_tag: task }),
    ...(maxParameters !== undefined && { num_parameters: `max:${maxParameters}` }),
    ...(search.ungated && { ungated: true }),
  };
}

/** Conditions that an older Hub or a mirror may have ignored. */
function fitsRow(model: ModelInfo, { ungated, maxParameters }: ModelSearch): boolean {
  const parameters = countParameters(model);
  return (
    !(ungated && (model.gated === 'auto' || model.gated === 'manual')) &&
    !(maxParameters !== undefined && parameters !== undefined && parameters > maxParameters)
  );
}

async function findInSnapshot(search: ModelSearch, reason: string): Promise<FoundModels> {
  const { formatMonth, listSnapshot } = await import('../snapshot/snapshot.ts');
  const { rows, takenAt } = await listSnapshot();
  const matching = rows.filter((model) => fits(model, search));
  const sure = matching.filter(
    (model) =>
      !(search.maxParameters !== undefined && countParameters(model) === undefined) &&
      !(search.license !== undefined && model.tags.length === 0) &&
      !(search.ungated && model.gated === undefined),
  );
  const unsure = matching.length - sure.length;
  return {
    models: best(sure, search),
    source: 'snapshot',
    takenAt,
    notes: [
      `${reason}.`,
      `Showing the ${rows.length} models bundled with alacard (${formatMonth(takenAt)}).`,
      ...(search.sort === 'trending' ? ['Trends are not available offline: sorted by likes.'] : []),
      ...(unsure > 0
        ? [`${unsure} more models may match, but their details are not available offline.`]
        : []),
    ],
  };
}

/** Applies the filters that the Hub would have applied. */
function fits(model: ModelInfo, search: ModelSearch): boolean {
  const { words = '', author, library, license, category } = search;
  const id = model.id.toLowerCase();
  // Most snapshot rows have no tags.
  const hasNoTags = model.tags.length === 0;
  const tags = new Set([...model.tags, model.library_name ?? ''].map((tag) => tag.toLowerCase()));
  return (
    fitsRow(model, search) &&
    words
      .toLowerCase()
      .split(/\s+/)
      .every((word) => id.includes(word)) &&
    (author === undefined || id.startsWith(`${author.toLowerCase()}/`)) &&
    (library === undefined || tags.has(library.toLowerCase())) &&
    (license === undefined || hasNoTags || tags.has(`license:${license.toLowerCase()}`)) &&
    (category === undefined || category.tasks.includes(model.pipeline_tag ?? '')) &&
    (category?.tag === undefined || hasNoTags || tags.has(category.tag))
  );
}

function best(models: ModelInfo[], { sort, limit }: ModelSearch): ModelInfo[] {
  const once = [...new Map(models.map((model) => [model.id, model])).values()];
  const value = (model: ModelInfo): string | number => {
    if (sort === 'recent') return model.createdAt ?? '';
    return model[SORTS[sort]] ?? 0;
  };
  return once
    .sort((a, b) => {
      const [left, right] = [value(a), value(b)];
      if (left === right) return (b.likes ?? 0) - (a.likes ?? 0);
      return left < right ? 1 : -1;
    })
    .slice(0, limit);
}
