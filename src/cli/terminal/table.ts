import { type Column, fitColumns, GAP, wrapWords } from './columns.ts';
import { loadStyle, type Output } from './terminal.ts';

const DEFAULT_WIDTH = 80;
/** Longer lines are harder to read. */
const MAX_TEXT_WIDTH = 100;

const BORDERS = [
  ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
  ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
];

/** The width of the terminal that an output writes to, in cells. */
export const terminalWidth = ({ stream }: Output): number => stream.columns || DEFAULT_WIDTH;

/** The width for running text on this output, in cells. */
export const readableWidth = (out: Output): number => Math.min(terminalWidth(out), MAX_TEXT_WIDTH);

/** Prints a table that fits the terminal, with bold titles. */
export async function printTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  out: Output,
): Promise<void> {
  const [titles = '', ...lines] = await formatTable(columns, rows, terminalWidth(out));
  const style = await loadStyle(out);
  await out.write(`${[style.bold(titles), ...lines].join('\n')}\n`);
}

/** A table's lines, none of them wider than `width` cells: first the titles, then one line per row. */
export async function formatTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
): Promise<string[]> {
  const fitted = fitColumns(columns, rows, width);
  return drawCells(
    fitted.cells,
    fitted.columns.map(({ align }) => align ?? 'left'),
  );
}

/** Prints labels and their values in two columns; on a terminal long values are wrapped. */
export async function printPairs(
  pairs: readonly (readonly [label: string, value: string])[],
  out: Output,
): Promise<void> {
  const style = await loadStyle(out);
  const labelWidth = Math.max(...pairs.map(([label]) => label.length));
  const width = readableWidth(out) - labelWidth - GAP.length;
  const cells = pairs.map(([label, value]) => [
    style.bold(label),
    out.isTTY ? wrapWords(value, width).join('\n') : value,
  ]);
  await out.write(`${(await drawCells(cells)).join('\n')}\n`);
}

/** Lines of cells in columns, without borders. The cells must already fit. */
export async function drawCells(
  cells: readonly string[][],
  colAligns: ('left' | 'right')[] = [],
): Promise<string[]> {
  const { default: Table } = await import('cli-table3');
  const table = new Table({
    chars: { ...Object.fromEntries(BORDERS.map((name) => [name, ''])), middle: GAP },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns,
  });
  table.push(...cells);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}
