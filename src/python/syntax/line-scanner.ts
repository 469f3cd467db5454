export interface LineState {
  /** The line begins inside a string: a triple-quoted one, or one continued by a backslash. */
  inString: boolean;
  /** Open brackets at its beginning. */
  depth: number;
  /** The line before ended in a backslash. */
  continued: boolean;
  /** Index of the `#` that begins its comment. */
  comment?: number;
}

export interface LineScanner {
  /** State at the beginning of `line`, which it then consumes. */
  next(line: string): LineState;
  /** Whether the statement so far goes on in the next line. */
  isOpen(): boolean;
  /** Whether the next line begins inside a string. */
  isInString(): boolean;
}

/** Follows strings, brackets and backslashes from line to line; of Python's syntax it knows no more. */
export function createLineScanner(): LineScanner {
  let triple = '';
  let quote = '';
  let depth = 0;
  let continued = false;
  return {
    isInString: () => triple !== '' || (continued && quote !== ''),
    isOpen: () => triple !== '' || depth > 0 || continued,
    next(line) {
      const state: LineState = { inString: triple !== '' || (continued && quote !== ''), depth, continued };
      if (!continued) quote = '';
      continued = false;
      let at = 0;
      while (at < line.length) {
        const char = line[at] as string;
        if (triple !== '') {
          if (char === '\\') at += 1;
          else if (line.startsWith(triple, at)) {
            at += 2;
            triple = '';
          }
        } else if (quote !== '') {
          if (char === '\\') {
            continued = at === line.length - 1;
            at += 1;
          } else if (char === quote) quote = '';
        } else if (char === '#') {
          state.comment = at;
          break;
        } else if (char === '"' || char === "'") {
          if (line.startsWith(char.repeat(3), at)) {
            triple = char.repeat(3);
            at += 2;
          } else quote = char;
        } else if (char === '(' || char === '[' || char === '{') depth += 1;
        else if (char === ')' || char === ']' || char === '}') depth = Math.max(0, depth - 1);
        else if (char === '\\' && line.slice(at + 1).trim() === '') continued = true;
        at += 1;
      }
      return state;
    },
  };
}

/** Whether a line ends in a colon, comments aside, so that an indented suite follows. */
export const opensSuite = (line: string): boolean => /:\s*(?:#|$)/.test(line);
