import type { SyntaxNode } from '@lezer/common';

export interface StringValue {
  value: string;
  /** `f` only if there are replacement fields. `value` has them as written. */
  kind: 'plain' | 'f' | 'bytes';
}

const PREFIX = /^([A-Za-z]*)("""|'''|"|')/;
const SIMPLE_ESCAPES: Record<string, string> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const ESCAPE =
  /\\(?:\r?\n|([0-7]{1,3})|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(N\{[^}\n]*\})|([\s\S]))/g;

export function isStringNode(node: SyntaxNode): boolean {
  return node.name === 'String' || node.name === 'FormatString' || node.name === 'ContinuedString';
}

/**
 * Evaluates a `String`, `FormatString` or `ContinuedString` node. Bytes are decoded as Latin-1, and named characters
 * (`\N{...}`) stay as written.
 */
export function decodeString(code: string, node: SyntaxNode): StringValue {
  if (node.name !== 'ContinuedString') return decodePart(code, node);
  const result: StringValue = { value: '', kind: 'plain' };
  for (let part = node.firstChild; part !== null; part = part.nextSibling) {
    if (!isStringNode(part)) continue;
    const { value, kind } = decodePart(code, part);
    result.value += value;
    if (kind !== 'plain') result.kind = kind;
  }
  return result;
}

function decodePart(code: string, node: SyntaxNode): StringValue {
  const text = code.slice(node.from, node.to);
  const [start, written, quote] = PREFIX.exec(text)! as unknown as [string, string, string];
  const prefix = written.toLowerCase();
  const from = node.from + start.length;
  const to = node.to - quote.length;
  const bytes = prefix.includes('b');
  const decode = prefix.includes('r') ? newlines : (raw: string) => decodeEscapes(newlines(raw), bytes);
  if (!prefix.includes('f')) return { value: decode(code.slice(from, to)), kind: bytes ? 'bytes' : 'plain' };
  let value = '';
  let at = from;
  let fields = 0;
  for (let field = node.firstChild; field !== null; field = field.nextSibling) {
    if (field.name !== 'FormatReplacement') continue;
    value += decode(unbrace(code.slice(at, field.from))) + code.slice(field.from, field.to);
    at = field.to;
    fields++;
  }
  value += decode(unbrace(code.slice(at, to)));
  return { value, kind: fields > 0 ? 'f' : 'plain' };
}

function newlines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

function unbrace(text: string): string {
  return text.replaceAll('{{', '{').replaceAll('}}', '}');
}

function decodeEscapes(text: string, bytes: boolean): string {
  if (!text.includes('\\')) return text;
  return text.replace(ESCAPE, (whole, octal, hex, short, long, named, other) => {
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (bytes && (short ?? long ?? named) !== undefined) return whole;
    const point = short ?? long;
    if (point !== undefined) return codePoint(point) ?? whole;
    if (other !== undefined) return SIMPLE_ESCAPES[other] ?? whole;
    return named === undefined ? '' : whole;
  });
}

function codePoint(hex: string): string | undefined {
  const point = Number.parseInt(hex, 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
}

/**
 * Finds why CPython would reject a string literal.
 * @param text the literal with its prefix and quotes
 */
export function stringProblem(text: string, literalParts: readonly string[]): string | undefined {
  const prefix = PREFIX.exec(text)?.[1]?.toLowerCase() ?? '';
  for (const part of literalParts) {
    if (prefix.includes('b') && /[^\0-\x7f]/.test(part)) return 'bytes can only contain ASCII characters';
    if (prefix.includes('f') && /[{}]/.test(part.replace(/\{\{|\}\}|\\N?\{[^{}\n]*\}/g, ''))) {
      return "f-string: single '}' is not allowed";
    }
    if (prefix.includes('r') || !part.includes('\\')) continue;
    const escapes = prefix.includes('b') ? BAD_BYTE_ESCAPE : BAD_ESCAPE;
    escapes.lastIndex = 0;
    for (const match of part.matchAll(escapes)) {
      if (match[1] !== undefined) return 'invalid escape in string';
    }
  }
  return undefined;
}

const BAD_ESCAPE =
  /\\(?:(x(?![0-9A-Fa-f]{2})|u(?![0-9A-Fa-f]{4})|U(?!00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})|N(?!\{[^}\n]+\}))|[\s\S])/g;
const BAD_BYTE_ESCAPE = /\\(?:(x(?![0-9A-Fa-f]{2}))|[\s\S])/g;
