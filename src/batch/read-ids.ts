import { defined } from '../defined.ts';
import { UsageError } from '../errors.ts';

/** A model named in a list. `text` has the form of a command-line argument. */
export interface ListedId {
  text: string;
  /** File and line, for errors: `ids.txt:17`. */
  location: string;
  /** The commit, if the Hub's list included it. */
  sha?: string;
}

/** Object fields or table columns that contain the model id. */
const ID_FIELDS = ['id', 'modelId'];

const LIST_HINT =
  'Use a text file with one model id per line, a JSON array, JSON Lines, or CSV with an "id" column.';

/**
 * Reads a list of models. Text that starts with `[` is a JSON array and text that starts with `{` is JSON Lines:
 * strings, or objects with `id` and optionally `revision`. A `.jsonl`, `.ndjson` or `.csv` file (with an `id` column)
 * is recognized by its name. Anything else is text with one model per line and `#` comments.
 * @throws UsageError with the file and the line
 */
export async function readIds(bytes: Uint8Array, name: string): Promise<ListedId[]> {
  const text = decode(bytes, name);
  const start = text.trimStart();
  if (start.startsWith('[')) return readJsonArray(text, name);
  if (start.startsWith('{') || /\.(?:jsonl|ndjson)$/i.test(name)) return readJsonLines(text, name);
  if (/\.csv$/i.test(name)) return readCsv(text, name);
  return readLines(text, name);
}

/** UTF-8 with or without a byte order mark, or the UTF-16 that a Windows shell writes. */
function decode(bytes: Uint8Array, name: string): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (!text.includes('\u0000')) return text;
  } catch {
    // Reported below.
  }
  throw listError(name, 'not a text file');
}

function readLines(text: string, name: string): ListedId[] {
  return text.split(/\r\n|\r|\n/).flatMap((line, at) => {
    const id = line.replace(/(?:^|\s)#.*/s, '').trim();
    return id === '' ? [] : [{ text: id, location: `${name}:${at + 1}` }];
  });
}

function readJsonArray(text: string, name: string): ListedId[] {
  let items: unknown;
  try {
    items = JSON.parse(text);
  } catch (cause) {
    throw listError(`${name}${lineOfJsonError(cause, text)}`, 'invalid JSON', cause);
  }
  let from = 0;
  return (items as unknown[]).map((item, at) => {
    const found = toListedText(item);
    if (found === undefined)
      throw listError(`${name}, item ${at + 1}`, 'must be a string or an object with an "id"');
    from = Math.max(from, text.indexOf(JSON.stringify(found.id), from));
    return { text: found.text, location: `${name}:${lineAt(text, from)}` };
  });
}

function readJsonLines(text: string, name: string): ListedId[] {
  return text.split(/\r?\n/).flatMap((line, at) => {
    if (line.trim() === '') return [];
    const location = `${name}:${at + 1}`;
    let item: unknown;
    try {
      item = JSON.parse(line);
    } catch (cause) {
      throw listError(location, 'invalid JSON', cause);
    }
    const found = toListedText(item);
    if (found === undefined) throw listError(location, 'must be a string or an object with an "id"');
    return [{ text: found.text, location }];
  });
}

async function readCsv(text: string, name: string): Promise<ListedId[]> {
  const { parse } = await import('csv-parse/sync');
  let rows: { record: Record<string, string>; info: { lines: number } }[];
  try {
    rows = parse(text, { bom: true, columns: true, info: true, skip_empty_lines: true, trim: true }) as never;
  } catch (cause) {
    const { lines } = cause as { lines?: number };
    throw listError(lines === undefined ? name : `${name}:${lines}`, 'invalid CSV', cause);
  }
  return rows.map(({ record, info }) => {
    const found = toListedText(record);
    const location = `${name}:${info.lines}`;
    if (found !== undefined) return { text: found.text, location };
    const columns = Object.keys(record);
    if (columns.some((column) => ID_FIELDS.includes(column)))
      throw listError(location, 'the "id" column is empty');
    throw listError(
      `${name}:1`,
      `no "id" column; the columns are ${columns.map((column) => `"${column}"`).join(', ')}`,
    );
  });
}

/** The equivalent command-line argument: `owner/name` or `owner/name@revision`. */
function toListedText(item: unknown): { text: string; id: string } | undefined {
  if (typeof item === 'string') return item.trim() === '' ? undefined : { text: item.trim(), id: item };
  if (typeof item !== 'object' || item === null) return undefined;
  const fields = item as Record<string, unknown>;
  const id = ID_FIELDS.map((field) => fields[field]).find(
    (value) => typeof value === 'string' && value !== '',
  );
  if (typeof id !== 'string') return undefined;
  const { revision } = fields;
  return { text: typeof revision === 'string' && revision !== '' ? `${id}@${revision}` : id, id };
}

function listError(location: string, problem: string, cause?: unknown): UsageError {
  return new UsageError(`${location}: ${problem}`, {
    hint: LIST_HINT,
    ...defined({ cause }),
  });
}

/** `:line` of a JSON syntax error. V8 reports a position, but not for short text. */
function lineOfJsonError(cause: unknown, text: string): string {
  const message = cause instanceof Error ? cause.message : '';
  const position = /position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return `:${lineAt(text, Number(position))}`;
  return `:${lineAt(text, endOfValidStart(text))}`;
}

/** Where the text stops being the start of valid JSON. V8 gives no position for short or truncated text. */
function endOfValidStart(text: string): number {
  if (text.length > 1_000) return text.length;
  for (let end = 1; end < text.length; end++) {
    try {
      JSON.parse(text.slice(0, end));
    } catch (error) {
      if (!/Unexpected end|Unterminated/.test((error as Error).message)) return end - 1;
    }
  }
  return text.length;
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}
