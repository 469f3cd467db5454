import { MAX_INDENTS } from './limits.ts';

/** The open levels of indentation, following CPython's rules for mixed tabs and spaces. */
export class Indentation {
  private readonly levels: [column: number, alternate: number][] = [[0, 0]];

  /**
   * Processes the whitespace before a logical line.
   * @returns why CPython rejects it, or undefined
   */
  enter(blank: string, isBlockExpected: boolean): string | undefined {
    const [column, alternate] = measure(blank);
    let [top, topAlternate] = this.levels.at(-1)!;
    if (column > top) {
      if (alternate <= topAlternate) return 'inconsistent use of tabs and spaces';
      if (!isBlockExpected) return 'unexpected indent';
      if (this.levels.length >= MAX_INDENTS) return 'too many levels of indentation';
      this.levels.push([column, alternate]);
      return undefined;
    }
    if (isBlockExpected) return 'expected an indented block';
    while (column < top) {
      this.levels.pop();
      [top, topAlternate] = this.levels.at(-1)!;
    }
    if (column !== top) return 'unindent does not match any outer indentation level';
    return alternate === topAlternate ? undefined : 'inconsistent use of tabs and spaces';
  }
}

/** Measures the width with tab stops at every eighth column, and with tabs as wide as a space. */
function measure(blank: string): [column: number, alternate: number] {
  let column = 0;
  let alternate = 0;
  for (const char of blank) {
    if (char === '\f') {
      column = 0;
      alternate = 0;
    } else {
      column += char === '\t' ? 8 - (column % 8) : 1;
      alternate += 1;
    }
  }
  return [column, alternate];
}
