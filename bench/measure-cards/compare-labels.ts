import type { GeneratedNotebook } from '../../src/index.ts';

/** Cleaned-off lines at a block's ends (an install line, a blank one) are no disagreement. */
const SLACK = 2;

/** Compares the lines that the notebooks took with those that a reader took; `none` agrees with any way not from the card. */
export function compareLabels(tsv: string, made: ReadonlyMap<string, GeneratedNotebook>) {
  let agreed = 0;
  let total = 0;
  const misses: string[] = [];
  for (const row of tsv.split('\n').slice(1)) {
    const [file, label] = row.split('\t');
    const notebook = made.get(file ?? '');
    if (notebook === undefined || label === undefined) continue;
    total++;
    const wanted = label === 'none' ? [] : label.split('+').map((range) => range.split('-').map(Number));
    const same =
      wanted.length === notebook.lines.length &&
      wanted.every(([from, to], index) => {
        const [first, last] = notebook.lines[index]!;
        return Math.abs(first - from!) <= SLACK && Math.abs(last - to!) <= SLACK;
      });
    if (same) agreed++;
    else {
      const taken = notebook.lines.map((range) => range.join('-')).join('+') || notebook.strategy;
      const why = notebook.reasons
        .map(({ lines, reason }) => `${lines?.join('-') ?? ''} ${reason}`.trim())
        .slice(0, 6)
        .join('; ');
      misses.push(`${file}: a reader took ${label}, alacard ${taken} (${why})`);
    }
  }
  return { agreed, total, misses };
}
