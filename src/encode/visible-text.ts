// Cc control, Cf format (bidi marks, zero-width, tags), Cs lone surrogates. The joiners U+200C and U+200D
// stay: Persian and emoji need them, and they reorder nothing.
const INVISIBLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}]/gu;
const BREAKS = /\r\n?|[\n\v\f\x85\u2028\u2029]/g;

/** Text with LF line ends (all that Unicode calls a line break), tabs, and no other invisible character. */
export function visibleLines(text: string): string {
  return text
    .replace(BREAKS, '\n')
    .split('\n')
    .map((line) => line.split('\t').map(removeInvisible).join('\t'))
    .join('\n');
}

/** Text as one line without invisible characters: breaks, tabs and runs of spaces become one space. */
export function visibleLine(text: string): string {
  return removeInvisible(text.replace(BREAKS, ' ').replace(/\t/g, ' ')).replace(/\s+/gu, ' ').trim();
}

function removeInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}

// C0 but tab and newline, DEL, C1, the marks that turn a line's direction around (CVE-2021-42574), lone surrogates.
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\p{Cs}/gu;

/** Code without characters that a terminal or an editor obeys; its lines, and what else can't be seen, stay. */
export function removeControls(code: string): string {
  return code.replace(CONTROLS, '');
}
