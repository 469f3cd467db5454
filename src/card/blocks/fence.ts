import { languageOf } from './info-string.ts';

/** A fenced code block at the start of a text. */
export interface Fence {
  /** The original lines, including the closing fence. */
  raw: string;
  info: string;
  code: string;
  /** Whether it has a closing fence. */
  closed: boolean;
  /** Whether another labeled fence opened before this one was closed. */
  interrupted: boolean;
  /** Whether its first line is indented by at least four columns, which is indented code in Markdown. */
  overIndented: boolean;
}

const OPENER = /^([ \t]*)(`{3,}(?=[^`\n]*(?:\n|$))|~{3,})([^\n]*)(?:\n|$)/;
const NEXT_OPENER = /\n(?=[ \t]*(?:`{3,}(?=[^`\n]*(?:\n|$))|~{3,})([^\n]*))/g;
const OVER_INDENTED = /^(?: {4}| {0,3}\t)/;

const MARKDOWN = new Set(['markdown', 'md', 'mdx']);
/** Maximum number of lines that a fence can have after a line that might already close it. */
const MAX_LINES_BEHIND = 400;

/** Words that can only label a new fence: fence marks followed by one of them never close a block. */
const LABELS = new Set(
  `python py python3 pycon ipython bash sh shell zsh console terminal powershell cmd json jsonl yaml yml toml ini
  javascript js jsx typescript ts tsx cpp c++ c java kotlin swift go rust ruby php csharp r julia sql html css xml
  text txt plaintext markdown md mdx bibtex latex tex diff dockerfile docker mermaid jinja jinja2 http graphql
  makefile cmake lua perl scala`.split(/\s+/),
);

/**
 * Reads the fence at the start of `text` in one pass over the lines. Unlike CommonMark, it
 * - accepts an opening fence of any indentation,
 * - ends a block at a labeled opening fence of the same kind (the closing fence was forgotten, or fences are nested),
 * - accepts fence marks at the end of a line of code, or marks with too much indentation, if the closing fence would
 * otherwise be missing,
 * - nests labeled fences inside a block of example Markdown.
 */
export function readFence(text: string): Fence | undefined {
  const opener = OPENER.exec(text);
  if (opener === null) return undefined;
  const indent = opener[1]!;
  const marks = opener[2]!;
  const base = { info: opener[3]!.trim(), overIndented: OVER_INDENTED.test(indent) };
  const lines: string[] = [];
  const holdsMarkdown = MARKDOWN.has(languageOf(base.info));
  let firstInner: { count: number; at: number } | undefined;
  let depth = 0;
  let lateClose: { count: number; end: number } | undefined;
  let at = opener[0].length;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(at, end);
    const next = newline === -1 ? end : end + 1;
    const kind = readMarks(line, marks, base.overIndented ? indent.length + 3 : 3);
    if (kind === 'closer' && depth > 0) {
      depth--;
    } else if (kind === 'closer') {
      return { ...base, raw: text.slice(0, next), code: lines.join('\n'), closed: true, interrupted: false };
    }
    if (kind === 'opener') {
      if (!holdsMarkdown) break;
      firstInner ??= { count: lines.length, at };
      depth++;
    }
    const doubtful = lateClose?.count ?? firstInner?.count;
    if (doubtful !== undefined && lines.length - doubtful > MAX_LINES_BEHIND) break;
    lines.push(dedent(line, indent));
    if (lateClose === undefined && endsWithMarks(line, marks)) {
      lateClose = { count: lines.length, end: next };
    }
    at = next;
  }
  if (firstInner !== undefined) {
    lines.length = firstInner.count;
    at = firstInner.at;
    if (lateClose !== undefined && lateClose.end > at) lateClose = undefined;
  }
  if (lateClose !== undefined) {
    const code = lines.slice(0, lateClose.count).join('\n').trimEnd().slice(0, -marks.length);
    return { ...base, raw: text.slice(0, lateClose.end), code, closed: true, interrupted: false };
  }
  return {
    ...base,
    raw: text.slice(0, at),
    code: lines.join('\n'),
    closed: false,
    interrupted: at < text.length,
  };
}

/** Classifies a line inside a fence: a closing fence, a labeled opening fence of the same kind, or neither. */
function readMarks(line: string, marks: string, maxIndent: number): 'closer' | 'opener' | undefined {
  let start = 0;
  while (start <= maxIndent && (line[start] === ' ' || line[start] === '\t')) start++;
  if (start > maxIndent || line[start] !== marks[0]) return undefined;
  let end = start;
  while (line[end] === marks[0]) end++;
  if (end - start < marks.length) return undefined;
  const rest = line.slice(end).trim();
  if (rest === '') return 'closer';
  if (rest.length > 80 || rest.includes('`')) return undefined;
  return LABELS.has(languageOf(rest)) ? 'opener' : undefined;
}

/** Finds the offset of the first fence after the first line. `known` accepts only unlabeled fences and known labels. */
export function findNextFence(raw: string, labels: 'any' | 'known'): number | undefined {
  if (!raw.includes('```') && !raw.includes('~~~')) return undefined;
  for (const match of raw.matchAll(NEXT_OPENER)) {
    const info = match[1]!.replace(/^[`~]+/, '').trim();
    if (labels === 'any' || info === '' || LABELS.has(languageOf(info))) return match.index + 1;
  }
  return undefined;
}

/** Whether a line opens a fence with a known label. A closing fence never has one. */
export function opensLabeled(line: string): boolean {
  const info = OPENER.exec(line)?.[3]?.trim();
  return info !== undefined && info !== '' && LABELS.has(languageOf(info));
}

/** The marks of an open fence. */
export interface OpenFence {
  mark: '`' | '~';
  length: number;
}

/** Returns the fence that a line opens. */
export function openFence(line: string): OpenFence | undefined {
  const opener = OPENER.exec(line);
  return opener === null
    ? undefined
    : { mark: opener[2]![0] as OpenFence['mark'], length: opener[2]!.length };
}

/** Whether a line consists only of marks that can close the fence. */
export function isFenceMarks(line: string, open: OpenFence): boolean {
  const marks = line.trim();
  return marks.length >= open.length && marks[0] === open.mark && marks === open.mark.repeat(marks.length);
}

function endsWithMarks(line: string, marks: string): boolean {
  const text = line.trimEnd();
  return text.endsWith(marks) && text.indexOf(marks) === text.length - marks.length;
}

/** Removes the opening fence's indentation from a line, or as much of it as the line has. */
function dedent(line: string, indent: string): string {
  if (indent === '') return line;
  if (line.startsWith(indent)) return line.slice(indent.length);
  let at = 0;
  while (at < indent.length && (line[at] === ' ' || line[at] === '\t')) at++;
  return line.slice(at);
}
