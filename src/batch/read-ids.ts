import { defined } from '../defined.ts';
import { UsageError } from '../errors.ts';

/** A model named in a list: `text` as an argument would name it. */
export interface ListedId {
  text: string;
  /** Where it stands, for errors: `ids.txt:17`. */
  where: string;
  /** The commit, where the Hub's list has told it. */
  sha?: string;
}

/** Fields of an object, or columns of a table, that name the model. */
const ID_FIELDS = ['id', 'modelId'];

/**
 * The models that a list names. By its beginning it is a JSON array, JSON Lines (strings or objects with `id` and,
 * if need be, `revision`); by the ending of its name a CSV table with a column `id`; else text, one model a line,
 * `#` before a comment. Throws UsageError naming the file and the line.
 */
export async function readIds(bytes: Uint8Array, name: string): Promise<ListedId[]> {
  const text = decode(bytes, name);
  const start = text.trimStart();
  if (start.startsWith('[')) return readJsonArray(text, name);
  if (start.startsWith('{') || /\.(?:jsonl|ndjson)$/i.test(name)) return readJsonLines(text, name);
  if (/\.csv$/i.test(name)) return readCsv(text, name);
  return readLines(text, name);
}

/** UTF-8, with or without a byte order mark, or the UTF-16 of a Windows shell. */
function decode(bytes: Uint8Array, name: string): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (!text.includes('\u0000')) return text;
  } catch {
    // Told below.
  }
  throw new UsageError(`${name} is no text`, {
    hint: 'Give a list of model ids: text with one a line, JSON, JSON Lines or CSV.',
  });
}

function readLines(text: string, name: string): ListedId[] {
  return text.split(/\r\n|\r|\n/).flatMap((line, at) => {
    const id = line.replace(/(?:^|\s)#.*$/, '').trim();
    return id === '' ? [] : [{ text: id, where: `${name}:${at + 1}` }];
  });
}

function readJsonArray(text: string, name: string): ListedId[] {
  let items: unknown;
  try {
    items = JSON.parse(text);
  } catch (cause) {
    throw mistake(`${name}${lineOfJsonError(cause, text)}`, 'is no valid JSON', cause);
  }
  let from = 0;
  return (items as unknown[]).map((item, at) => {
    const found = textOf(item);
    if (found === undefined) throw mistake(`${name}, item ${at + 1}`, 'is no string and has no "id"');
    from = Math.max(from, text.indexOf(JSON.stringify(found.id), from));
    return { text: found.text, where: `${name}:${lineAt(text, from)}` };
  });
}

function readJsonLines(text: string, name: string): ListedId[] {
  return text.split(/\r?\n/).flatMap((line, at) => {
    if (line.trim() === '') return [];
    const where = `${name}:${at + 1}`;
    let item: unknown;
    try {
      item = JSON.parse(line);
    } catch (cause) {
      throw mistake(where, 'is no valid JSON', cause);
    }
    const found = textOf(item);
    if (found === undefined) throw mistake(where, 'is no string and has no "id"');
    return [{ text: found.text, where }];
  });
}

async function readCsv(text: string, name: string): Promise<ListedId[]> {
  const { parse } = await import('csv-parse/sync');
  let rows: { record: Record<string, string>; info: { lines: number } }[];
  try {
    rows = parse(text, { bom: true, columns: true, info: true, skip_empty_lines: true, trim: true }) as never;
  } catch (cause) {
    const { lines } = cause as { lines?: number };
    throw mistake(lines === undefined ? name : `${name}:${lines}`, 'is no valid CSV', cause);
  }
  return rows.map(({ record, info }) => {
    const found = textOf(record);
    const where = `${name}:${info.lines}`;
    if (found !== undefined) return { text: found.text, where };
    const columns = Object.keys(record);
    if (columns.some((column) => ID_FIELDS.includes(column)))
      throw mistake(where, 'has nothing in the column "id"');
    throw mistake(
      `${name}:1`,
      `has no column "id": its columns are ${columns.map((column) => `"${column}"`).join(', ')}`,
    );
  });
}

/** What an argument would be: `owner/name`, or `owner/name@revision`. */
function textOf(item: unknown): { text: string; id: string } | undefined {
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

function mistake(where: string, what: string, cause?: unknown): UsageError {
  return new UsageError(`${where} ${what}`, {
    hint: 'A list is text with one model a line, a JSON array, JSON Lines, or CSV with a column "id".',
    ...defined({ cause }),
  });
}

/** V8 tells the place of a mistake as a line, or as a position in the text. */
function lineOfJsonError(cause: unknown, text: string): string {
  const message = cause instanceof Error ? cause.message : '';
  const position = /position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return `:${lineAt(text, Number(position))}`;
  return `:${lineAt(text, endOfValidStart(text))}`;
}

/** For the short texts whose mistakes V8 tells without a place, and for what breaks off. */
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
