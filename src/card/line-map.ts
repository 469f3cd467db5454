/** Longest card that is looked at, in UTF-16 units: front matter with thousands of results may take a megabyte. */
export const MAX_CARD_LENGTH = 5 * 1024 * 1024;

/** The text with LF newlines only, and how to find its lines in the file as it came. */
export interface NormalisedText {
  text: string;
  truncated: boolean;
  /** 1-based line of the file for a 0-based line of `text`. */
  fileLine(line: number): number;
}

/**
 * Drops a byte order mark, turns CRLF, CR and doubled CRs into LF and cuts at `MAX_CARD_LENGTH`, at the end
 * of a line where there is one. A file's lines are those that end with LF, as `sed` and the Hub's line links
 * count them; a lone CR counts only in a file without any LF.
 */
export function normaliseText(source: string): NormalisedText {
  let text = cutAtLine(source, MAX_CARD_LENGTH);
  const truncated = text.length < source.length;
  if (text.startsWith('\uFEFF')) text = text.slice(1);
  if (!text.includes('\r')) return { text, truncated, fileLine: (line) => line + 1 };

  const countsCr = !text.includes('\n');
  const extraLines: number[] = [];
  let line = 0;
  text = text.replace(/\r+\n?|\n/g, (ending) => {
    if (ending.endsWith('\n')) {
      line++;
      return '\n';
    }
    for (let count = 0; count < ending.length; count++) {
      line++;
      if (!countsCr) extraLines.push(line);
    }
    return '\n'.repeat(ending.length);
  });
  return { text, truncated, fileLine: (target) => target + 1 - countUpTo(extraLines, target) };
}

/** At most `length` UTF-16 units of the text, whole lines of it unless the last one is very long. */
export function cutAtLine(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = text.lastIndexOf('\n', length - 1);
  return text.slice(0, end > length / 2 ? end + 1 : length);
}

/** How many of the ascending numbers are at most `limit`. */
function countUpTo(numbers: number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many newlines the text holds. */
export function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
