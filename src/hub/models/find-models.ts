import { defined } from '../../defined.ts';
import { isAlacardError } from '../../errors.ts';
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

/** Conditions that all have to hold. */
export interface ModelSearch {
  /** Words of the id, in any order and case. */
  words?: string;
  category?: Category;
  author?: string;
  /** A library's tag: `diffusers`. */
  library?: string;
  /** As the Hub names it: `apache-2.0`. */
  license?: string;
  /** Most parameters; a model of unknown size does not match. */
  maxParameters?: number;
  ungated?: boolean;
  sort: Sort;
  /** Models altogether. */
  limit: number;
}

export interface FoundModels {
  models: ModelInfo[];
  /** The embedded snapshot where the Hub could not be asked. */
  source: 'hub' | 'snapshot';
  /** Of the snapshot, `YYYY-MM`. */
  takenAt?: string;
  /** What makes the list less than it should be, in whole sentences. */
  notes: string[];
}

/** What a list's row needs to say. */
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

/** All that a notebook is made of, as a model's own info has it. */
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
/** Such rows have some 10 kB. */
const WHOLE_PAGE = 200;

/** Rows looked at for one task before the search is given up. */
const MOST_ROWS = 2_000;

export interface FindCallOptions {
  signal?: AbortSignal;
  /** Rows that are as good as the models' own info, put into the hub's cache: a request a page, not one a model. */
  keep?: boolean;
}

/**
 * Models of the Hub that match, best first; those of the embedded snapshot where the Hub can't be asked.
 * A category of several tasks is one list for each, merged.
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
    const isCut = lists.some(({ isComplete }) => !isComplete);
    return {
      models: best(
        lists.flatMap(({ models }) => models),
        search,
      ),
      source: 'hub',
      notes: isCut ? [`Only the first ${MOST_ROWS} models were looked at.`] : [],
    };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!isAlacardError(error) || error.code !== 'UNAVAILABLE') throw error;
    return findInSnapshot(search, error.message);
  }
}

async function readList(
  hub: Pick<Hub, 'list'>,
  search: ModelSearch,
  task: string | undefined,
  options: FindCallOptions,
): Promise<{ models: ModelInfo[]; isComplete: boolean }> {
  const models: ModelInfo[] = [];
  let looked = 0;
  for await (const model of hub.list(toQuery(search, task, options.keep), options)) {
    looked++;
    if (fitsRow(model, search)) models.push(model);
    if (models.length >= search.limit) return { models, isComplete: true };
  }
  return { models, isComplete: looked < MOST_ROWS };
}

function toQuery(search: ModelSearch, task: string | undefined, isWhole = false): ListQuery {
  const { words, author, library, license, category, maxParameters } = search;
  const filter = [library, license && `license:${license}`, category?.tag].filter((tag) => tag !== undefined);
  return {
    sort: SORTS[search.sort],
    limit: MOST_ROWS,
    pageSize: isWhole ? Math.min(search.limit, WHOLE_PAGE) : search.limit,
    expand: isWhole ? WHOLE_FIELDS : FIELDS,
    ...(filter.length > 0 && { filter }),
    ...defined({ search: words, author, pipeline_tag: task }),
    ...(maxParameters !== undefined && { num_parameters: `max:${maxParameters}` }),
    ...(search.ungated && { ungated: true }),
  };
}

/** What an endpoint may have left unheeded, being older or a mirror. */
function fitsRow(model: ModelInfo, { ungated, maxParameters }: ModelSearch): boolean {
  const parameters = countParameters(model);
  return (
    !(ungated && (model.gated === 'auto' || model.gated === 'manual')) &&
    !(maxParameters !== undefined && parameters !== undefined && parameters > maxParameters)
  );
}

async function findInSnapshot(search: ModelSearch, reason: string): Promise<FoundModels> {
  const { listSnapshot } = await import('../snapshot/snapshot.ts');
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
      `These are of the ${rows.length} models built into alacard, as they were in ${takenAt}.`,
      ...(search.sort === 'trending' ? ['They know no trend: sorted by likes.'] : []),
      ...(unsure > 0 ? [`${unsure} more may match: too little of them is known without the Hub.`] : []),
    ],
  };
}

/** What the Hub would have sifted. */
function fits(model: ModelInfo, search: ModelSearch): boolean {
  const { words = '', author, library, license, category } = search;
  const id = model.id.toLowerCase();
  // Most rows of the snapshot were kept without theirs.
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
