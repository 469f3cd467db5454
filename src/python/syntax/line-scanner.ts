export interface LineState {
  /** Whether the line begins in a string: a triple-quoted one, or one continued by a backslash. */
  inString: boolean;
  /** Number of open brackets at its beginning. */
  depth: number;
  /** Whether the line before ended in a backslash. */
  continued: boolean;
  /** Index of the `#` of its comment. */
  comment?: number;
}

export interface LineScanner {
  /** Returns the state at the beginning of `line`, then consumes the line. */
  next(line: string): LineState;
  /** Whether the statement continues on the next line. */
  isOpen(): boolean;
  /** Whether the next line begins in a string. */
  isInString(): boolean;
}

/** Creates a scanner that tracks only strings, brackets and backslashes from line to line. */
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

/** Whether a line ends in a colon, ignoring a comment, so that an indented block follows. */
export const opensSuite = (line: string): boolean => /:\s*(?:#|$)/.test(line);
