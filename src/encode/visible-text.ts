// Cc control, Cf format (bidi marks, zero-width, tags), Cs lone surrogates. The joiners U+200C and U+200D stay:
// Persian and emoji need them, and they do not reorder text.
const INVISIBLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}]/gu;
const BREAKS = /\r\n?|[\n\v\f\x85\u2028\u2029]/g;

/** Removes invisible characters except tabs, and turns every Unicode line break into LF. */
export function visibleLines(text: string): string {
  return text
    .replace(BREAKS, '\n')
    .split('\n')
    .map((line) => line.split('\t').map(removeInvisible).join('\t'))
    .join('\n');
}

/** Text on one line without invisible characters. Line breaks, tabs and runs of spaces become one space. */
export function visibleLine(text: string): string {
  return removeInvisible(text.replace(BREAKS, ' ').replace(/\t/g, ' ')).replace(/\s+/gu, ' ').trim();
}

function removeInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}
