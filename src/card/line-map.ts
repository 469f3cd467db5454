/** Maximum card length in UTF-16 units. Front matter with thousands of results can take a megabyte. */
const MAX_CARD_LENGTH = 5 * 1024 * 1024;

/** Text that has only LF newlines, with a mapping to the lines of the original file. */
export interface NormalizedText {
  text: string;
  truncated: boolean;
  /** Maps a 0-based line of `text` to a 1-based line of the file. */
  fileLine(line: number): number;
}

/**
 * Removes a byte order mark, converts CRLF, CR and doubled CRs to LF, and cuts at `MAX_CARD_LENGTH`, preferably at the
 * end of a line. Lines of the file end with LF, as `sed` and the Hub's line links count them; a lone CR ends a line only
 * in a file without any LF.
 */
export function normalizeText(source: string): NormalizedText {
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

/** Cuts the text to `length` UTF-16 units, at the end of a line unless the last line is very long. */
export function cutAtLine(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = text.lastIndexOf('\n', length - 1);
  return text.slice(0, end > length / 2 ? end + 1 : length);
}

/** Counts how many of the ascending numbers are less than or equal to `limit`. */
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

export function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
