import { textWidth } from './text-width.ts';

/** A column of a table for a terminal. */
export interface Column<Row> {
  title: string;
  /** The cell's text: one line without control characters. */
  cell(row: Row): string;
  align?: 'right';
  /**
   * On a narrow terminal, the column with the highest rank is dropped first. A column without a rank is never dropped.
   */
  dropRank?: number;
  /** Cells can be truncated in the middle, down to this width. By default, cells are never truncated. */
  minWidth?: number;
}

/** The space between two columns. */
export const GAP = '  ';
const ELLIPSIS = '…';

/**
 * Drops empty columns, then drops columns and truncates cells until the table fits in `width` cells.
 * @returns The remaining columns and their cells, with the row of titles first.
 */
export function fitColumns<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
): { columns: Column<Row>[]; cells: string[][] } {
  let kept = columns
    .filter((column) => rows.some((row) => column.cell(row) !== ''))
    .map((column) => measure(column, rows));
  const minTotal = () => kept.reduce((sum, { min }) => sum + min + GAP.length, -GAP.length);
  while (minTotal() > width) {
    const ranks = kept.map(({ column }) => column.dropRank ?? 0);
    const highest = Math.max(...ranks);
    if (highest === 0) break;
    kept = kept.filter((_, index) => index !== ranks.indexOf(highest));
  }
  let spare = width - minTotal();
  const widths = kept.map(({ min, natural }) => {
    const extra = Math.max(0, Math.min(spare, natural - min));
    spare -= extra;
    return Math.max(1, Math.min(min + extra, width));
  });
  const left = kept.map(({ column }) => column);
  const texts = [
    left.map(({ title }) => title),
    ...rows.map((row) => left.map((column) => column.cell(row))),
  ];
  return {
    columns: left,
    cells: texts.map((row) => row.map((text, index) => cutMiddle(text, widths[index]!))),
  };
}

function measure<Row>(column: Column<Row>, rows: readonly Row[]) {
  const texts = [column.title, ...rows.map((row) => column.cell(row))];
  const natural = texts.reduce((widest, text) => Math.max(widest, textWidth(text)), 0);
  return { column, natural, min: Math.min(natural, column.minWidth ?? natural) };
}

/**
 * Truncates text that is too wide in the middle, because the start and end of an id or path are the most useful parts.
 */
export function cutMiddle(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const letters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  const headWidth = Math.ceil((width - 1) / 2);
  const head = takeWidth(letters, headWidth);
  const tail = takeWidth(letters.reverse(), width - 1 - textWidth(head.join(''))).reverse();
  return head.join('') + ELLIPSIS + tail.join('');
}

function takeWidth(letters: readonly string[], width: number): string[] {
  let used = 0;
  const end = letters.findIndex((letter) => {
    used += textWidth(letter);
    return used > width;
  });
  return letters.slice(0, end === -1 ? undefined : end);
}

/** Breaks text into lines of at most `width` cells. A wider word gets its own line. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let used = 0;
  for (const word of text.split(' ')) {
    const wordWidth = textWidth(word);
    const longer = used + 1 + wordWidth;
    if (lines.length > 0 && (used === 0 || longer <= width)) {
      lines[lines.length - 1] += used === 0 ? word : ` ${word}`;
      used = used === 0 ? wordWidth : longer;
    } else {
      lines.push(word);
      used = wordWidth;
    }
  }
  return lines;
}
