import { isTooComplex } from '../../encode/markdown-complexity.ts';

/**
 * Limits for a notebook's page, for all cells together. At these sizes, rendering takes about half of its time
 * limit. A notebook written by hand stays far below them.
 */
const PAGE_BUDGET = {
  /** Cells with formatting. */
  cells: 500,
  /** Characters of formatted Markdown. */
  markdown: 100_000,
  tableCells: 10_000,
  /** Tokens of highlighted code. */
  tokens: 30_000,
  outputs: 1_000,
  /** Characters of text in total. */
  text: 500_000,
  /** Characters of images in base64. */
  images: 4_000_000,
};
/** Maximum characters per output. */
const MAX_OUTPUT_LENGTH = 20_000;

type Costs = Partial<typeof PAGE_BUDGET>;

export interface PageBudget {
  /** Whether all of it still fits. If so, deducts it from the budget. */
  take(costs: Costs): boolean;
  /** Whether a cell with this Markdown can be rendered. If so, deducts it from the budget. */
  takeMarkdown(text: string): boolean;
  /** Whether a cell with this Python code can be highlighted. If so, deducts it from the budget. */
  takeCode(code: string): boolean;
  /** The characters or outputs that still fit. */
  cut<T extends string | readonly unknown[]>(name: 'text' | 'outputs', value: T): T;
  /** The part of an output's text that still fits. */
  cutOutput(text: string): string;
  /** Whether something did not fit. */
  readonly isExceeded: boolean;
}

/** @param plain leaves nothing for formatting */
export function createPageBudget({ plain }: { plain: boolean }): PageBudget {
  const left = { ...PAGE_BUDGET, ...(plain && { cells: 0 }) };
  let isExceeded = plain;

  function take(costs: Costs): boolean {
    const names = Object.keys(costs) as (keyof Costs)[];
    const fits = names.every((name) => costs[name]! <= left[name]);
    if (fits) for (const name of names) left[name] -= costs[name]!;
    else isExceeded = true;
    return fits;
  }

  function cut<T extends string | readonly unknown[]>(
    name: 'text' | 'outputs',
    value: T,
    max = Number.POSITIVE_INFINITY,
  ): T {
    if (value.length > Math.min(left[name], max)) isExceeded = true;
    const shown = value.slice(0, Math.min(left[name], max)) as T;
    left[name] -= shown.length;
    return shown;
  }

  return {
    take,
    takeMarkdown: (text) =>
      take({
        cells: 1,
        markdown: isTooComplex(text) ? Number.POSITIVE_INFINITY : text.length,
        tableCells: countTableCells(text),
      }),
    takeCode: (code) => take({ cells: 1, tokens: countTokens(code) }),
    cut: (name, value) => cut(name, value),
    cutOutput: (text) => cut('text', text, MAX_OUTPUT_LENGTH),
    get isExceeded() {
      return isExceeded;
    },
  };
}

/**
 * An upper bound on the number of table cells in this Markdown. A short row counts as a full one, because empty cells
 * are added to it.
 */
function countTableCells(markdown: string): number {
  let [cells, columns] = [0, 0];
  for (const line of markdown.split('\n')) {
    if (/^[\s>]*$/.test(line)) columns = 0;
    else if (line.includes('-') && /^[\s>|:-]+$/.test(line)) columns = line.split('|').length;
    cells += columns;
  }
  return cells;
}

/**
 * Code with brackets that are nested more deeply is not highlighted, because the highlighter recurses at each level.
 */
const MAX_DEPTH = 200;

/** Estimates how many tokens Python's tokenizer finds. */
function countTokens(code: string): number {
  let [tokens, depth] = [0, 0];
  for (const [token] of code.matchAll(/\w+|[^\w\s]/g)) {
    tokens++;
    if ('([{'.includes(token)) depth++;
    else if (')]}'.includes(token)) depth--;
    if (depth > MAX_DEPTH || tokens > PAGE_BUDGET.tokens) return Number.POSITIVE_INFINITY;
  }
  return tokens;
}
