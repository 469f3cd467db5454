import { trimEnd } from './trim-end.ts';
import { visibleLine, visibleLines } from './visible-text.ts';

// ECMA-48: control strings (OSC, DCS, SOS, PM, APC) up to their terminator or the end of the line, then CSI sequences,
// then all other escapes. Every character class excludes its terminator, so that matching takes linear time.
const SEQUENCES = new RegExp(
  [
    '(?:\\x1b[\\]PX^_]|[\\x90\\x98\\x9d\\x9e\\x9f])[^\\x07\\x1b\\x9c\\n]*(?:\\x07|\\x1b\\\\|\\x9c)?',
    '(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]?',
    '\\x1b[ -/]*[0-~]?',
  ].join('|'),
  'g',
);

/**
 * Text that is safe to print on a terminal: no escape sequences, C0 or C1 controls, bidi marks or lone surrogates.
 * The result is one line, unless `multiline` keeps newlines and tabs.
 */
export function stripControl(text: string, options: { multiline?: boolean } = {}): string {
  const plain = text.replace(SEQUENCES, '');
  return options.multiline ? visibleLines(plain) : visibleLine(plain);
}

/** The last text that a progress bar drew on this line: each carriage return starts the line again. */
export function afterRedraws(line: string): string {
  const drawn = trimEnd(line, '\r');
  return drawn.slice(drawn.lastIndexOf('\r') + 1);
}
