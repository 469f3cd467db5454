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

type Costs = Partial<typeof PAGE_BUDGET>;

export interface PageBudget {
  /** Whether all of it still fits. If so, deducts it from the budget. */
  take(costs: Costs): boolean;
  /** The part that still fits: at most `max` characters or outputs. */
  cut<T extends string | readonly unknown[]>(name: 'text' | 'outputs', value: T, max?: number): T;
  /** Whether something did not fit. */
  readonly isExceeded: boolean;
}

/** @param plain leaves nothing for formatting */
export function createPageBudget({ plain }: { plain: boolean }): PageBudget {
  const left = { ...PAGE_BUDGET, ...(plain && { cells: 0 }) };
  let isExceeded = plain;
  return {
    take(costs) {
      const names = Object.keys(costs) as (keyof Costs)[];
      const fits = names.every((name) => costs[name]! <= left[name]);
      if (fits) for (const name of names) left[name] -= costs[name]!;
      else isExceeded = true;
      return fits;
    },
    cut(name, value, max = Number.POSITIVE_INFINITY) {
      if (value.length > Math.min(left[name], max)) isExceeded = true;
      const shown = value.slice(0, Math.min(left[name], max)) as typeof value;
      left[name] -= shown.length;
      return shown;
    },
    get isExceeded() {
      return isExceeded;
    },
  };
}

/**
 * An upper bound on the number of table cells in this Markdown. A short row counts as a full one, because empty cells
 * are added to it.
 */
export function countTableCells(markdown: string): number {
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
export function countTokens(code: string): number {
  let [tokens, depth] = [0, 0];
  for (const [token] of code.matchAll(/\w+|[^\w\s]/g)) {
    tokens++;
    if ('([{'.includes(token)) depth++;
    else if (')]}'.includes(token)) depth--;
    if (depth > MAX_DEPTH || tokens > PAGE_BUDGET.tokens) return Number.POSITIVE_INFINITY;
  }
  return tokens;
}
