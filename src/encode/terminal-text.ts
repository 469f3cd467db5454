import { visibleLine, visibleLines } from './visible-text.ts';

// Strings of a terminal (OSC, DCS, SOS, PM, APC) to their end or the end of the line, then CSI, then the rest.
// ECMA-48; every class excludes what ends it, so that a hostile text costs linear time.
const SEQUENCES = new RegExp(
  [
    '(?:\\x1b[\\]PX^_]|[\\x90\\x98\\x9d\\x9e\\x9f])[^\\x07\\x1b\\x9c\\n]*(?:\\x07|\\x1b\\\\|\\x9c)?',
    '(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]?',
    '\\x1b[ -/]*[0-~]?',
  ].join('|'),
  'g',
);

/**
 * Text that a terminal shows and does not obey: no escape sequences, C0, C1, bidi marks or lone surrogates.
 * One line, unless `multiline` keeps newlines and tabs.
 */
export function stripControl(text: string, options: { multiline?: boolean } = {}): string {
  const plain = text.replace(SEQUENCES, '');
  return options.multiline ? visibleLines(plain) : visibleLine(plain);
}
