/** Text that exceeds these limits is shown unrendered, because parsing it could take too long. */
export const MAX_MARKDOWN_LENGTH = 100_000;
const MAX_DEPTH = 40;
/** Markers that open quotes and lists at the start of a line. */
const MARKERS = /^(?:[\s>*+-]|\d{1,9}[.)])*/;

/** Whether parsing this untrusted Markdown could take more than linear time or much memory. */
export const isTooComplex = (text: string): boolean =>
  text.length > MAX_MARKDOWN_LENGTH ||
  text
    .split('\n')
    .some((line) => (MARKERS.exec(line)?.[0].match(/[>*+.)-]|\t| {2}/g)?.length ?? 0) > MAX_DEPTH) ||
  hasDelimiterChain(text);

/** Whether there are more than 200 identical delimiters in a row, with at most three characters between them. */
function hasDelimiterChain(text: string): boolean {
  const previous = new Map<string, { at: number; length: number }>();
  for (const { 0: delimiter, index: at } of text.matchAll(/[*_~[\]`!]/g)) {
    const before = previous.get(delimiter);
    const length = before !== undefined && at - before.at <= 4 ? before.length + 1 : 1;
    if (length > 200) return true;
    previous.set(delimiter, { at, length });
  }
  return false;
}
