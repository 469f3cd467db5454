import stringWidth from 'string-width';

export interface Column<Row> {
  title: string;
  /** One line without control characters. */
  text(row: Row): string;
  align?: 'right';
  /** What goes first on a narrow terminal has the highest; what has none stays. */
  dropRank?: number;
  /** Cells may be cut to this width, in the middle. */
  leastWidth?: number;
}

const GAP = '  ';
const ELLIPSIS = '…';

/**
 * Lines of a table without borders, the titles first, none wider than `width` cells of the terminal:
 * columns are dropped, then cells cut.
 */
export function layOut<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number): string[] {
  let kept = columns.map((column) => measure(column, rows));
  const needed = () => kept.reduce((sum, { least }) => sum + least + GAP.length, -GAP.length);
  while (needed() > width) {
    const ranks = kept.map(({ column }) => column.dropRank ?? 0);
    const worst = Math.max(...ranks);
    if (worst === 0) break;
    kept = kept.filter((_, at) => at !== ranks.indexOf(worst));
  }
  let spare = width - needed();
  const widths = kept.map(({ least, natural }) => {
    const more = Math.max(0, Math.min(spare, natural - least));
    spare -= more;
    return Math.max(1, Math.min(least + more, width));
  });
  return [
    kept.map(({ column }) => column.title),
    ...rows.map((row) => kept.map(({ column }) => column.text(row))),
  ].map((cells) =>
    cells
      .map((cell, at) => pad(cutMiddle(cell, widths[at]!), widths[at]!, kept[at]!.column.align))
      .join(GAP)
      .trimEnd(),
  );
}

function measure<Row>(column: Column<Row>, rows: readonly Row[]) {
  const texts = [column.title, ...rows.map((row) => column.text(row))];
  const natural = texts.reduce((most, text) => Math.max(most, stringWidth(text)), 0);
  return { column, natural, least: Math.min(natural, column.leastWidth ?? natural) };
}

function pad(text: string, width: number, align: 'right' | undefined): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return align === 'right' ? space + text : text + space;
}

/** A text that is too wide loses its middle: the ends of an id tell most. */
export function cutMiddle(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  const letters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  const headWidth = Math.ceil((width - 1) / 2);
  const head = takeWidth(letters, headWidth);
  const tail = takeWidth(letters.reverse(), width - 1 - stringWidth(head.join(''))).reverse();
  return head.join('') + ELLIPSIS + tail.join('');
}

function takeWidth(letters: readonly string[], width: number): string[] {
  let used = 0;
  const end = letters.findIndex((letter) => {
    used += stringWidth(letter);
    return used > width;
  });
  return letters.slice(0, end === -1 ? undefined : end);
}

/** Lines of at most `width` cells; a word that is wider has a line of its own. */
export function wrapWords(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = lines.at(-1) === '' ? word : `${lines.at(-1)} ${word}`;
    if (lines.at(-1) === '' || stringWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
