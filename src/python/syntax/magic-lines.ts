/** A line that IPython handles before Python does. */
export interface MagicLine {
  /** Offset where Python continues: after the line, or after `%time `, because the rest of that line is Python. */
  to: number;
  /** Python that takes the place of the line and is not longer than the text it replaces. */
  mask: string;
}

/** Cell magics whose body is Python. The body of any other magic is for another program. */
const PYTHON_CELLS = /^%%(?:time|timeit|capture|prun|script python3?|python3?)\b/;
const HELP = /^(?:\?{1,2}[\w.*]+|%{0,2}[A-Za-z_*][\w*]*(?:\.[\w*]+)*\?{1,2})[ \t]*$/;

/**
 * Recognizes `!command`, `%magic`, `%%cell` and `name?` at the start of a logical line.
 * See https://ipython.readthedocs.io/en/stable/interactive/reference.html
 * @param isFirst whether no code precedes the line
 */
export function findMagicLine(code: string, at: number, isFirst: boolean): MagicLine | undefined {
  const first = code[at]!;
  if (first !== '!' && first !== '%' && first !== '?' && !/[A-Za-z_*]/.test(first)) return undefined;
  const end = magicEnd(code, at);
  if (first === '!') return { to: end, mask: '0' };
  const newline = code.indexOf('\n', at);
  const line = code.slice(at, newline < 0 ? code.length : newline).trimEnd();
  if (HELP.test(line)) return { to: end, mask: '0' };
  if (first !== '%') return undefined;
  if (line.startsWith('%%')) {
    if (!isFirst || !/^%%[A-Za-z!]/.test(line)) return undefined;
    return { to: PYTHON_CELLS.test(line) ? end : code.length, mask: '0' };
  }
  if (/^%time[ \t]+[^\s-]/.test(line)) return { to: at + 6, mask: 'if 1:' };
  return /^%[A-Za-z_]/.test(line) ? { to: end, mask: '0' } : undefined;
}

/** The end of the line at `at`, including lines continued by a backslash but not the last newline. */
export function magicEnd(code: string, at: number): number {
  let end = code.indexOf('\n', at);
  while (end > 0 && /\\\r?$/.test(code.slice(Math.max(at, end - 2), end))) end = code.indexOf('\n', end + 1);
  return end < 0 ? code.length : end;
}
