import type { GeneratedNotebook } from '../../src/index.ts';

/** Lines that alacard removes at the ends of a block (install lines, blank lines) don't count as differences. */
const TOLERANCE = 2;

/**
 * Compares the lines that the notebooks use with a reader's labels. `none` matches every notebook without card lines.
 */
export function compareLabels(tsv: string, notebooks: ReadonlyMap<string, GeneratedNotebook>) {
  let agreed = 0;
  let total = 0;
  const misses: string[] = [];
  for (const row of tsv.split('\n').slice(1)) {
    const [file, label] = row.split('\t');
    const notebook = notebooks.get(file ?? '');
    if (notebook === undefined || label === undefined) continue;
    total++;
    const expected = label === 'none' ? [] : label.split('+').map((range) => range.split('-').map(Number));
    const isSame =
      expected.length === notebook.lines.length &&
      expected.every(([from, to], index) => {
        const [first, last] = notebook.lines[index]!;
        return Math.abs(first - from!) <= TOLERANCE && Math.abs(last - to!) <= TOLERANCE;
      });
    if (isSame) agreed++;
    else {
      const actual = notebook.lines.map((range) => range.join('-')).join('+') || notebook.strategy;
      const reasons = notebook.reasons
        .map(({ lines, reason }) => `${lines?.join('-') ?? ''} ${reason}`.trim())
        .slice(0, 6)
        .join('; ');
      misses.push(`${file}: expected ${label}, got ${actual} (${reasons})`);
    }
  }
  return { agreed, total, misses };
}
