import { describe, expect, it } from 'vitest';
import { type JsonValue, toPythonComment, toPythonLiteral } from '../../src/encode/python-literal.ts';
import { generateStrings } from './generated-strings.ts';

const LITERALS: [JsonValue, string][] = [
  ['', '""'],
  ['plain', '"plain"'],
  ["it's", `"it's"`],
  ['say "hi"', `'say "hi"'`],
  [`both ' and "`, `"both ' and \\""`],
  ['a\\b', '"a\\\\b"'],
  ['two\nlines\r\n\tend', '"two\\nlines\\r\\n\\tend"'],
  ['\0\x07\x1b\x7f\x85', '"\\x00\\x07\\x1b\\x7f\\x85"'],
  ['héllo 中文 жук', '"héllo 中文 жук"'],
  ['\u{1f600}', '"\u{1f600}"'],
  ['\ud83d', '"\\ud83d"'],
  ['\u2028\u202e\ufeff\u200b\u00a0', '"\\u2028\\u202e\\ufeff\\u200b\\xa0"'],
  ['\u{e0041}', '"\\U000e0041"'],
  ['"); import os; os.system("x")', `'"); import os; os.system("x")'`],
  [0, '0'],
  [-0, '-0.0'],
  [1.5, '1.5'],
  [1e21, '1e+21'],
  [Number.NaN, 'None'],
  [Number.POSITIVE_INFINITY, '1e999'],
  [Number.NEGATIVE_INFINITY, '-1e999'],
  [true, 'True'],
  [false, 'False'],
  [null, 'None'],
  [[], '[]'],
  [{}, '{}'],
  [{ a: [1, 'b', null], 'c"': { d: false } }, `{"a": [1, "b", None], 'c"': {"d": False}}`],
];

describe('toPythonLiteral', () => {
  it.each(LITERALS)('writes %j', (value, literal) => {
    expect(toPythonLiteral(value)).toBe(literal);
  });

  it('cuts off values that are nested too deeply', () => {
    let value: JsonValue = 'x';
    for (let depth = 0; depth < 100_000; depth++) value = [value];
    expect(toPythonLiteral(value)).toBe(`${'['.repeat(50)}...${']'.repeat(50)}`);
  });

  it('round-trips 1,000 generated strings through a separate decoder', () => {
    for (const text of generateStrings(1000, 20261124)) {
      const literal = toPythonLiteral(text);
      expect(literal).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(decodePythonString(literal)).toBe(text);
    }
  });
});

describe('toPythonComment', () => {
  it.each([
    ['one line', 'one line'],
    ['two\nlines\r\nand\u2028more', 'two lines and more'],
    ['\x1b]0;title\x07\u202eabc\0', ']0;titleabc'],
    ['%% [markdown]', '· %% [markdown]'],
    ['In[3]:', '· In[3]:'],
    ['\ud800x', 'x'],
  ])('writes %j', (text, comment) => {
    expect(toPythonComment(text)).toBe(comment);
  });

  it('is truncated if it is too long, never inside a character', () => {
    expect(toPythonComment('x'.repeat(300))).toBe(`${'x'.repeat(199)}…`);
    expect(toPythonComment('abc\u{1f600}def', 5)).toBe('abc…');
  });
});

/**
 * Reads a Python string literal according to the Language Reference's table of escapes, independently of the encoder.
 */
function decodePythonString(literal: string): string {
  const quote = literal[0];
  if ((quote !== '"' && quote !== "'") || literal.at(-1) !== quote)
    throw new Error(`Not a literal: ${literal}`);
  let text = '';
  for (let at = 1; at < literal.length - 1; at++) {
    const char = literal[at]!;
    if (char === quote) throw new Error(`The string ends early: ${literal}`);
    if (char !== '\\') {
      text += char;
      continue;
    }
    const kind = literal[++at]!;
    const digits = { x: 2, u: 4, U: 8 }[kind];
    if (digits !== undefined) {
      text += String.fromCodePoint(Number.parseInt(literal.slice(at + 1, at + 1 + digits), 16));
      at += digits;
    } else {
      const named: Record<string, string> = { n: '\n', r: '\r', t: '\t', '\\': '\\', '"': '"', "'": "'" };
      text += named[kind] ?? `\\${kind}`;
    }
  }
  return text;
}
