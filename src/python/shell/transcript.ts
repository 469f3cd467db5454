import { createLineScanner, type LineScanner, opensSuite } from '../syntax/line-scanner.ts';

const DOCTEST = /^[ \t]*>>>(?!>)[ \t]?/;
const DOCTEST_CONTINUATION = /^[ \t]*\.\.\.(?:[ \t]|$|(?=[^.\s]))/;
const IPYTHON = /^[ \t]*In ?\[[ \d*]*\]:[ \t]?/;
const IPYTHON_CONTINUATION = /^[ \t]*\.{3,}:[ \t]?/;
const OUTPUT = /^[ \t]*Out ?\[[ \d*]*\]:/;
const TRACEBACK = /^[ \t]*(?:Traceback \(most recent call last\)|-{20,})/;
const BANNERS = [
  /^Python \d+\.\d+\.\d.*[([|]/,
  /^\[(?:GCC|Clang|MSC).*\] on /,
  /^(?:Type "help", |Type 'copyright')/,
  /^IPython \d+\.\d.* -- /,
];
const isBanner = (line: string): boolean => BANNERS.some((pattern) => pattern.test(line));
const STATEMENTS = [
  /^(?:import\s+[A-Za-z_]|from\s+[\w.]+\s+import\b|try:|print\(|#|@\w)/,
  /^(?:async\s+)?(?:def|for|with)\s./,
  /^class\s+\w.*:/,
  /^(?:if|while)\s.+:\s*(?:#|$)/,
  /^[A-Za-z_][\w.]*(?:\[[^\]]*\])?(?:\s*,\s*[A-Za-z_]\w*)*\s*[+\-*/]?=\s*[^\s=]/,
];
const beginsStatement = (line: string): boolean => STATEMENTS.some((pattern) => pattern.test(line));

/**
 * Turns `>>>`/`...` and `In [1]:`/`...:` transcripts into code. Removes prompts and outputs (tracebacks, `Out[1]:`),
 * and keeps lines that continue a statement without a prompt. Plain code is returned unchanged.
 */
export function cleanTranscript(code: string): { code: string; changed: boolean } {
  const lines = code.split('\n');
  const first = findFirstPrompt(lines);
  if (first < 0) return { code, changed: false };
  const indent = /^[ \t]*/.exec(lines[first] as string)?.[0] ?? '';
  const promptsAreOutputs = marksOutputs(lines, first);
  const kept: string[] = [];
  const bound = new Set<string>();
  let scanner = createLineScanner();
  /** What a line without a prompt is part of. */
  let place: 'code' | 'output' | 'traceback' = 'code';
  let afterPrompt = false;
  const keep = (line: string): void => {
    scanner = advance(scanner, line);
    for (const name of namesBoundBy(line)) bound.add(name);
    kept.push(line);
  };
  for (const [index, raw] of lines.entries()) {
    const line = raw.startsWith(indent) ? raw.slice(indent.length) : raw.trimStart();
    const prompt = (DOCTEST.exec(raw) ?? IPYTHON.exec(raw))?.[0];
    const more = afterPrompt
      ? (IPYTHON_CONTINUATION.exec(raw) ?? DOCTEST_CONTINUATION.exec(raw))?.[0]
      : undefined;
    if (prompt !== undefined && promptsAreOutputs) {
      place = 'output';
      afterPrompt = false;
    } else if (prompt !== undefined) {
      scanner = createLineScanner();
      keep(raw.slice(prompt.length));
      place = 'code';
      afterPrompt = true;
    } else if (more !== undefined) {
      keep(raw.slice(more.length));
    } else if (index < first) {
      if (!isBanner(line)) keep(line);
    } else if (place === 'code' && (scanner.isOpen() || continuesBlock(kept, line))) {
      keep(line);
      afterPrompt = scanner.isOpen();
    } else {
      if (line.trim() === '') {
        if (kept.at(-1)?.trim() !== '') kept.push('');
        if (place !== 'traceback') place = 'code';
      } else if (OUTPUT.test(raw)) place = 'output';
      else if (TRACEBACK.test(raw)) place = 'traceback';
      else if (place === 'code' && isCode(line, bound)) keep(line);
      else if (place === 'code') place = 'output';
      afterPrompt = false;
    }
  }
  const cleaned = kept.join('\n');
  return { code: code.endsWith('\n') ? `${cleaned.trimEnd()}\n` : cleaned.trimEnd(), changed: true };
}

/** Finds the first prompt. A prompt in a triple-quoted string is an example in a docstring, not a transcript. */
function findFirstPrompt(lines: string[]): number {
  const scanner = createLineScanner();
  for (const [index, line] of lines.entries()) {
    if (!scanner.next(line).inString && (DOCTEST.test(line) || IPYTHON.test(line))) return index;
  }
  return -1;
}

/** Whether `>>>` marks the output of plain code. In that case, no line after a `>>>` uses a name from above. */
function marksOutputs(lines: string[], first: number): boolean {
  const above = lines.slice(0, first);
  if (!above.some((line) => beginsStatement(line.trim()) && !line.trim().startsWith('#'))) return false;
  const words = new Set(above.join('\n').match(/[A-Za-z_]\w*/g));
  return lines.slice(first).every((line) => {
    const prompt = DOCTEST.exec(line)?.[0];
    if (prompt === undefined) return !IPYTHON.test(line);
    const statement = line.slice(prompt.length);
    const name = /^[A-Za-z_]\w*/.exec(statement)?.[0];
    return !beginsStatement(statement) && (name === undefined || !words.has(name));
  });
}

function advance(scanner: LineScanner, line: string): LineScanner {
  const next = scanner.isOpen() ? scanner : createLineScanner();
  next.next(line);
  return next;
}

/** Whether a line is indented and follows a line that opens a block or is also indented. */
function continuesBlock(kept: string[], line: string): boolean {
  const previous = kept.at(-1) ?? '';
  if (!/^[ \t]+\S/.test(line)) return false;
  return opensSuite(previous) || (/^[ \t]+\S/.test(previous) && kept.length > 1);
}

function isCode(line: string, bound: Set<string>): boolean {
  if (beginsStatement(line)) return true;
  const called = /^([A-Za-z_]\w*)(?:\.[\w.]*)?\(/.exec(line)?.[1];
  return called !== undefined && bound.has(called);
}

function namesBoundBy(line: string): string[] {
  const imported = /^(?:from\s+[\w.]+\s+)?import\s+([\w.,][\w., ]*)$/.exec(line.trim())?.[1];
  if (imported !== undefined) return imported.split(',').map((part) => part.trim().split(/\s+/).at(-1) ?? '');
  const assigned = /^([A-Za-z_]\w*)\s*=(?!=)/.exec(line)?.[1];
  return assigned === undefined ? [] : [assigned];
}
