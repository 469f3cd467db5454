import { defined } from '../../../defined.ts';
import { UsageError } from '../../../errors.ts';
import { type ModelSearch, SORTS, type Sort } from '../../../hub/models/find-models.ts';
import { parseCategory } from '../../arguments/category.ts';
import { choice, type RawOptions, text } from '../../arguments/option-values.ts';
import { DEFAULT_LIMIT, MAX_LISTED } from './selection-flags.ts';

const SORT_NAMES = Object.keys(SORTS) as Sort[];
const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, B: 1e9, T: 1e12 };

export interface FindOptions extends ModelSearch {
  /** Prints one JSON object per line. */
  jsonl: boolean;
}

/** @throws UsageError */
export function parseFindOptions(raw: RawOptions, words?: string): FindOptions {
  if (words !== undefined && words.trim() === '') {
    throw new UsageError('missing search terms', { hint: 'For example: alacard search whisper' });
  }
  if (raw.json === true && raw.jsonl === true) {
    throw new UsageError('--json and --jsonl cannot be used together', { hint: 'Drop one of them.' });
  }
  const category = text(raw, 'category', '--category');
  const author = text(raw, 'author', '--author');
  const library = tag(raw, 'library', '--library');
  const license = tag(raw, 'license', '--license');
  const maxParams = text(raw, 'maxParams', '--max-params');
  return {
    sort: choice(text(raw, 'sort', '--sort') ?? 'downloads', SORT_NAMES, '--sort'),
    limit: parseLimit(text(raw, 'limit', '--limit')),
    jsonl: raw.jsonl === true,
    ...(words !== undefined && { words: words.trim() }),
    ...(category !== undefined && { category: parseCategory(category) }),
    ...(author !== undefined && { author: parseAuthor(author) }),
    ...defined({ library }),
    ...(license !== undefined && { license: license.toLowerCase() }),
    ...(maxParams !== undefined && { maxParameters: parseParameters(maxParams) }),
    ...(raw.ungated === true && { ungated: true }),
  };
}

function parseLimit(given: string | undefined): number {
  if (given === undefined) return DEFAULT_LIMIT;
  const limit = /^\d{1,6}$/.test(given) ? Number(given) : 0;
  if (limit >= 1 && limit <= MAX_LISTED) return limit;
  throw new UsageError(`--limit must be a number from 1 to ${MAX_LISTED}, not "${given}"`, {
    hint: 'For example: --limit 50.',
  });
}

/** Parses `8B`, `350M`, `1.5b` or `8000000000`. */
function parseParameters(given: string): number {
  const match = /^(\d{1,15}(?:\.\d{1,3})?)([KMBT]?)$/i.exec(given.trim());
  const count = match === null ? 0 : Math.round(Number(match[1]) * UNITS[match[2]!.toUpperCase()]!);
  if (count >= 1 && Number.isSafeInteger(count)) return count;
  throw new UsageError(`--max-params must be a number of parameters, not "${given}"`, {
    hint: 'For example: --max-params 8B or --max-params 350M.',
  });
}

function parseAuthor(given: string): string {
  if (/^[A-Za-z0-9][\w.-]{0,95}$/.test(given)) return given;
  throw new UsageError(`--author must be the name of a user or organization, not "${given}"`, {
    hint: 'Use the part of a model id before the slash. For example: --author openai-community.',
  });
}

/** A comma would add a second tag. */
function tag(raw: RawOptions, key: string, flag: string): string | undefined {
  const value = text(raw, key, flag)?.trim();
  if (value === undefined || /^[^\p{C},]{1,100}$/u.test(value)) return value;
  throw new UsageError(`${flag} must be one name, not "${value}"`, {
    hint: `Use one tag from the Hub with ${flag}.`,
  });
}
