const DIGITS = String.raw`\d(?:_?\d)*`;
const EXPONENT = `[eE][+-]?${DIGITS}`;
const NUMBER = new RegExp(
  [
    '0[xX](?:_?[0-9A-Fa-f])+',
    '0[oO](?:_?[0-7])+',
    '0[bB](?:_?[01])+',
    `(?:(?:${DIGITS})?\\.${DIGITS}|${DIGITS}\\.)(?:${EXPONENT})?[jJ]?`,
    `${DIGITS}${EXPONENT}[jJ]?`,
    `${DIGITS}[jJ]`,
    '0(?:_?0)*',
    `[1-9](?:_?\\d)*`,
  ].join('|'),
  'y',
);
/** Keywords that CPython allows after a number without a space (`1if x else 2`). */
const KEYWORD_AFTER = /(?:and|else|for|if|in|is|not|or)(?![\p{L}\p{N}_])/uy;

export interface NumberToken {
  end: number;
  valid: boolean;
  /** Offset of the dot in `1.`, which @lezer/python treats as an operator. */
  bareDot?: number;
}

/** Matches a number that starts at `at`, following CPython's rules. */
export function matchNumber(code: string, at: number): NumberToken | undefined {
  const first = code[at]!;
  const isNumber = first >= '0' && first <= '9' ? true : first === '.' && /\d/.test(code[at + 1] ?? '');
  if (!isNumber) return undefined;
  NUMBER.lastIndex = at;
  if (!NUMBER.test(code)) return { end: at + 1, valid: false };
  const end = NUMBER.lastIndex;
  KEYWORD_AFTER.lastIndex = end;
  const valid = !/[\p{L}\p{N}_]/u.test(code[end] ?? ' ') || KEYWORD_AFTER.test(code);
  const dot = code.slice(at, end).indexOf('.');
  const bare = dot >= 0 && !/\d/.test(code[at + dot + 1] ?? '');
  return { end, valid, ...(bare && { bareDot: at + dot }) };
}
