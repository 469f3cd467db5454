import { visibleLine } from './visible-text.ts';

export type JsonValue = string | number | boolean | null | JsonArray | JsonObject;
export type JsonArray = JsonValue[];
export type JsonObject = { [key: string]: JsonValue };

// CPython rejects source with more than about 100 nested brackets.
const MAX_DEPTH = 50;

const PLAIN = /^[\x20-\x7e]*$/;
// Letters, marks, digits, punctuation and symbols are visible. U+FE0F only selects the emoji form.
const VISIBLE = /^(?:[\p{L}\p{M}\p{N}\p{P}\p{S} ]|\ufe0f)$/u;
const IGNORABLE = /^(?!\ufe0f)\p{Default_Ignorable_Code_Point}$/u;
const ESCAPES: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

/**
 * A one-line Python literal that `ast.literal_eval` turns back into the value. Strings keep readable characters and
 * escape the rest. NaN has no Python literal and becomes None. Values nested deeper than 50 levels become `...`.
 */
export function toPythonLiteral(value: JsonValue): string {
  return literal(value, 0);
}

function literal(value: JsonValue, depth: number): string {
  if (typeof value === 'string') return stringLiteral(value);
  if (typeof value === 'number') return numberLiteral(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value === null) return 'None';
  if (depth >= MAX_DEPTH) return '...';
  if (Array.isArray(value)) return `[${value.map((item) => literal(item, depth + 1)).join(', ')}]`;
  const pairs = Object.entries(value).map(
    ([key, item]) => `${stringLiteral(key)}: ${literal(item, depth + 1)}`,
  );
  return `{${pairs.join(', ')}}`;
}

function numberLiteral(value: number): string {
  if (Number.isNaN(value)) return 'None';
  if (!Number.isFinite(value)) return value > 0 ? '1e999' : '-1e999';
  return Object.is(value, -0) ? '-0.0' : String(value);
}

function stringLiteral(text: string): string {
  const quote = text.includes('"') && !text.includes("'") ? "'" : '"';
  if (PLAIN.test(text) && !text.includes('\\') && !text.includes(quote)) return quote + text + quote;
  let body = '';
  for (const char of text) {
    if (char === quote) body += `\\${quote}`;
    else
      body += ESCAPES[char] ?? (VISIBLE.test(char) && !IGNORABLE.test(char) ? char : escapeCodePoint(char));
  }
  return quote + body + quote;
}

function escapeCodePoint(char: string): string {
  const hex = char.codePointAt(0)!.toString(16);
  if (hex.length <= 2) return `\\x${hex.padStart(2, '0')}`;
  if (hex.length <= 4) return `\\u${hex.padStart(4, '0')}`;
  return `\\U${hex.padStart(8, '0')}`;
}

/**
 * Text for a Python comment, without the `# `: one line, no invisible characters, at most `maxLength` UTF-16 code
 * units. It never starts a cell of the percent format (`# %%`).
 */
export function toPythonComment(text: string, maxLength = 200): string {
  const line = visibleLine(text).replace(/^(?:%%|In\[|<codecell>)/, '· $&');
  if (line.length <= maxLength) return line;
  return `${line.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
