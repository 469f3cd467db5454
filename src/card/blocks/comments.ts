import { countNewlines } from '../line-map.ts';
import { isFenceMarks, type OpenFence, openFence, opensLabeled } from './fence.ts';

const PREFIX = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t])))*[ \t]*/;
/** Maximum length of a comment that starts inside a line, which Markdown treats as text. */
const MAX_INLINE_LENGTH = 10_000;
const MAX_INLINE_TRIES = 200;

/**
 * Empties HTML comments, since readers of the card do not see them, and keeps the number of lines. Comments in code are
 * kept. An unclosed comment at the start of a line hides the rest of the text, as in Markdown.
 */
export function emptyComments(text: string): string {
  if (!text.includes('<!--')) return text;
  const kept: string[] = [];
  let fence: OpenFence | undefined;
  let copied = 0;
  let at = 0;
  let tries = 0;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(at, end);
    const inner = line.slice(PREFIX.exec(line)![0].length);
    if (fence !== undefined) {
      if (isFenceMarks(inner, fence)) fence = undefined;
      else if (opensLabeled(inner)) fence = openFence(inner);
      at = end + 1;
      continue;
    }
    fence = openFence(inner);
    const start = fence === undefined ? findComment(line) : -1;
    if (start === -1) {
      at = end + 1;
      continue;
    }
    const begin = at + start;
    const startsLine = line.slice(0, start).trim() === '' || inner.startsWith('<!--');
    const close = findClose(text, begin, startsLine, tries < MAX_INLINE_TRIES);
    if (close === undefined) {
      tries++;
      at = end + 1;
      continue;
    }
    kept.push(text.slice(copied, begin), '\n'.repeat(countNewlines(text.slice(begin, close))));
    copied = close;
    at = close;
  }
  kept.push(text.slice(copied));
  return kept.join('');
}

/** Finds where a comment starts in a line, outside inline code. */
function findComment(line: string): number {
  const start = line.indexOf('<!--');
  if (start === -1) return -1;
  const before = line.slice(0, start).split('`').length - 1;
  return before % 2 === 1 && line.includes('`', start) ? -1 : start;
}

function findClose(text: string, begin: number, startsLine: boolean, mayTry: boolean): number | undefined {
  if (startsLine) {
    const close = text.indexOf('-->', begin + 2);
    return close === -1 ? text.length : close + 3;
  }
  if (!mayTry) return undefined;
  const close = text.slice(begin, begin + MAX_INLINE_LENGTH).indexOf('-->', 2);
  if (close === -1) return undefined;
  const fences = text.slice(begin, begin + close).match(/^[ \t>]*(?:`{3}|~{3})/gm)?.length ?? 0;
  return fences % 2 === 0 ? begin + close + 3 : undefined;
}
