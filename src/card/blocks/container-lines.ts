import { isFenceMarks, type OpenFence, openFence } from './fence.ts';

/** The lines of a list item or quote at the start of a text. */
export interface ContainerLines {
  /** The original lines, without the last newline. */
  raw: string;
  /** The same lines without the container's prefix. */
  text: string;
}

const MARKER = /^( {0,3})([-*+]|\d{1,9}[.)])([ \t]+|$)/;
const QUOTE = /^ {0,3}> ?/;
const RULE = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const BLOCK_START =
  /^ {0,3}(?:#{1,6}(?:[ \t]|$)|`{3,}[^`]*$|~{3,}|>|(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)|<[/!?a-zA-Z])/;
const NESTED_PREFIX = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t])))+[ \t]*/;
const NO_PARAGRAPH = /^(?: {4}|\t|[ \t]*$| {0,3}#{1,6}(?:[ \t]|$))/;
const MAX_LINES_AHEAD = 80;

/** Returns the kind of list marker at the start of the text, if there is one. */
export function listMarker(text: string): string | undefined {
  const line = lineAt(text, 0);
  const marker = MARKER.exec(line);
  return marker === null || RULE.test(line) ? undefined : marker[2]!.slice(-1);
}

/**
 * Reads the list item at the start of `text`. Unlike in CommonMark, a fence inside the item keeps lines with too little
 * indentation if its closing fence follows.
 */
export function readListItem(text: string): ContainerLines | undefined {
  const first = lineAt(text, 0);
  const marker = MARKER.exec(first);
  if (marker === null) return undefined;
  const width = marker[1]!.length + marker[2]!.length;
  const gap = columns(marker[3]!, width);
  const blank = first.length === marker[0].length;
  const indent = blank || gap > 4 || gap === 0 ? width + 1 : width + gap;
  const lines = [unindent(' '.repeat(width) + first.slice(width), indent)];
  let fence = followFence(undefined, lines[0]!);
  let paragraph = isParagraph(lines[0]!);
  let kept = first.length;
  let at = first.length + 1;
  const blankLines: string[] = [];
  while (at < text.length) {
    const line = lineAt(text, at);
    const end = at + line.length;
    if (line.trim() === '') {
      if (blank && lines.length === 1) break;
      blankLines.push('');
      at = end + 1;
      continue;
    }
    const inside = columns(/^[ \t]*/.exec(line)![0], 0) >= indent;
    if (!inside) {
      if (
        fence !== undefined
          ? !closesSoon(text, at, fence)
          : !isLazy(line, paragraph && blankLines.length === 0)
      )
        break;
    }
    const stripped = unindent(line, indent);
    lines.push(...blankLines.splice(0), stripped);
    fence = followFence(fence, stripped);
    paragraph = isParagraph(stripped);
    kept = end;
    at = end + 1;
  }
  return { raw: text.slice(0, kept), text: lines.join('\n') };
}

/** Reads the block quote at the start of `text`, with its lazy continuation lines. */
export function readQuote(text: string): ContainerLines | undefined {
  if (!QUOTE.test(lineAt(text, 0))) return undefined;
  const lines: string[] = [];
  let fence: OpenFence | undefined;
  let paragraph = false;
  let at = 0;
  while (at < text.length) {
    const line = lineAt(text, at);
    const prefix = QUOTE.exec(line);
    if (prefix === null && (fence !== undefined || line.trim() === '' || !isLazy(line, paragraph))) break;
    const stripped =
      prefix === null
        ? line
        : line.slice(prefix[0].length).replace(/^\t/, prefix[0].endsWith('>') ? '  ' : '\t');
    lines.push(stripped);
    fence = followFence(fence, stripped);
    paragraph = isParagraph(stripped);
    at += line.length + 1;
  }
  return { raw: text.slice(0, Math.min(at - 1, text.length)), text: lines.join('\n') };
}

function lineAt(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(at, end === -1 ? text.length : end);
}

function isLazy(line: string, afterParagraph: boolean): boolean {
  return afterParagraph && !RULE.test(line) && !BLOCK_START.test(line);
}

/** Whether a line, without the markers of inner containers, is text that the next line can continue. */
function isParagraph(line: string): boolean {
  const inner = line.slice(0, 1000).replace(NESTED_PREFIX, '');
  return !NO_PARAGRAPH.test(inner) && !RULE.test(line.slice(0, 1000)) && openFence(inner) === undefined;
}

function followFence(open: OpenFence | undefined, line: string): OpenFence | undefined {
  if (open === undefined) return openFence(line.slice(0, 1000).replace(NESTED_PREFIX, ''));
  return isFenceMarks(line.replace(NESTED_PREFIX, ''), open) ? undefined : open;
}

/** Whether the next line with fence marks of this kind closes the open fence. */
function closesSoon(text: string, from: number, open: OpenFence): boolean {
  let at = from;
  for (let count = 0; count < MAX_LINES_AHEAD && at < text.length; count++) {
    const line = lineAt(text, at);
    if (line.includes(open.mark.repeat(3))) return isFenceMarks(line, open);
    at += line.length + 1;
  }
  return false;
}

/** Width of whitespace that starts at column `start`, with tab stops every four columns. */
function columns(blanks: string, start: number): number {
  let column = start;
  for (const char of blanks) column += char === '\t' ? 4 - (column % 4) : 1;
  return column - start;
}

/** Removes up to `count` columns of leading whitespace. A wider tab leaves spaces. */
function unindent(line: string, count: number): string {
  let column = 0;
  let at = 0;
  for (; column < count && (line[at] === ' ' || line[at] === '\t'); at++) {
    column += line[at] === '\t' ? 4 - (column % 4) : 1;
  }
  return ' '.repeat(Math.max(0, column - count)) + line.slice(at);
}
