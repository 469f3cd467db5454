import { defined } from '../defined.ts';
import { visibleLine } from '../encode/visible-text.ts';
import { UsageError } from '../errors.ts';
import { hasIdHeader, ID_FIELDS } from './id-fields.ts';

/** A model named in a list. `text` has the form of a command-line argument. */
export interface ListedId {
  text: string;
  /** File and line, for errors: `ids.txt:17`. */
  location: string;
  /** The commit, if the Hub's list included it. */
  sha?: string;
  /** Why no id could be read here. `text` is then the malformed text. */
  problem?: string;
}

const LIST_HINT =
  'Use a text file with one model id per line, a JSON array, JSON Lines, or CSV with an "id" column.';

/** Lists in the JSON documents that alacard prints: `popular`, `generate` and `history`. */
const LIST_FIELDS = ['models', 'results', 'entries'];

/**
 * Reads a list of models, including what `popular`, `search` and `history` print through a pipe. Text that starts with
 * `[` or `{`, and a `.jsonl` or `.ndjson` file, is JSON: strings, or objects with an id and optionally a `revision`. A
 * table is recognized by its header, or by its name (`.csv`, `.tsv`). Anything else is text with one model per line and
 * `#` comments. A malformed entry has a `problem`.
 * @throws UsageError with the file and the line, if the list as a whole cannot be read
 */
export async function readIds(bytes: Uint8Array, name: string): Promise<ListedId[]> {
  const text = decode(bytes, name);
  const start = text.trimStart();
  if (start.startsWith('[')) return readJsonArray(text, name);
  if (start.startsWith('{') || /\.(?:jsonl|ndjson)$/i.test(name))
    return readJsonDocument(text, name) ?? readJsonLines(text, name);
  const isTable = /\.[ct]sv$/i.test(name);
  if (!isTable && !hasIdHeader(text)) return readLines(text, name);
  const { readTable } = await import('./read-table.ts');
  const rows = readTable(text);
  if ('columns' in rows)
    throw listError(
      `${name}:1`,
      `no "id" or "model" column; the columns are ${rows.columns.map((column) => `"${column}"`).join(', ')}`,
    );
  return rows.map(({ id, revision, line, raw }) => {
    const location = `${name}:${line}`;
    return id === ''
      ? malformed(raw, location, 'the id column is empty')
      : { text: revision === '' ? id : `${id}@${revision}`, location };
  });
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

/** Formats a list that `readIds` reads again, with one entry per line. Other text becomes a comment. */
export function formatIds(texts: readonly string[]): string {
  return texts
    .map((text) => {
      const isPlain =
        idOfLine(withoutComment(text)) === text && !/^[[{]|[\r\n]/.test(text) && !hasIdHeader(text);
      return `${isPlain ? text : `# ${visibleLine(text)}`}\n`;
    })
    .join('');
}

function readLines(text: string, name: string): ListedId[] {
  return text.split(/\r\n|\r|\n/).flatMap((line, at) => {
    const id = idOfLine(withoutComment(line));
    return id === '' ? [] : [{ text: id, location: `${name}:${at + 1}` }];
  });
}

function withoutComment(line: string): string {
  return line.replace(/(?:^|\s)#.*/s, '');
}

/** The first of several tab-separated fields, or the second of a line of `alacard history`, which starts with a time. */
function idOfLine(line: string): string {
  const [first = '', second] = line.split('\t');
  const isTime = second !== undefined && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(first);
  return (isTime ? second : first).trim() || line.trim();
}

function readJsonArray(text: string, name: string): ListedId[] {
  try {
    return readItems(JSON.parse(text), text, name);
  } catch (cause) {
    throw listError(`${name}${lineOfJsonError(cause, text)}`, 'invalid JSON', cause);
  }
}

/** One JSON value, such as an object with a list. Undefined if the text is something else. */
function readJsonDocument(text: string, name: string): ListedId[] | undefined {
  let document: Record<string, unknown> | null;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  const list = LIST_FIELDS.map((field) => document?.[field]).find(Array.isArray);
  return readItems(list ?? [document], text, name);
}

function readItems(items: readonly unknown[], text: string, name: string): ListedId[] {
  let from = 0;
  let line = 1;
  return items.map((item, at) => {
    const found = toListedText(item);
    if (found === undefined) return malformed(JSON.stringify(item), `${name}, item ${at + 1}`, NO_ID);
    const position = Math.max(from, text.indexOf(JSON.stringify(found.id), from));
    line += text.slice(from, position).split('\n').length - 1;
    from = position;
    return { text: found.text, location: `${name}:${line}` };
  });
}

function readJsonLines(text: string, name: string): ListedId[] {
  return text.split(/\r?\n/).flatMap((line, at) => {
    if (line.trim() === '') return [];
    const location = `${name}:${at + 1}`;
    try {
      const found = toListedText(JSON.parse(line));
      return [found === undefined ? malformed(line, location, NO_ID) : { text: found.text, location }];
    } catch {
      return [malformed(line, location, 'invalid JSON')];
    }
  });
}

const NO_ID = 'must be a string or an object with an "id"';

function malformed(text: string, location: string, problem: string): ListedId {
  return { text: text.trim(), location, problem };
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
