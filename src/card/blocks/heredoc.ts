import type { CodeBlock } from '../card.ts';
import { type LanguageKind, languageKind } from '../languages.ts';

/** Labels of blocks that can contain shell commands. */
const MAYBE_SHELL: ReadonlySet<LanguageKind> = new Set(['shell', 'terminal', 'windows', 'text', 'unlabeled']);
const OPENER = /<<(-?)[ \t]*(?:'([\w.-]{1,40})'|"([\w.-]{1,40})"|\\?([\w.-]{1,40}))/;
const RUNS_PYTHON = /(?:^|[\s;&|(/])i?python[\d.]*(?:\.exe)?(?:\s|$)/;

/** Whether a command writes a `.py` file with `>` or `tee`. */
function writesPython(command: string): boolean {
  const start = command.search(/>|\btee\b/);
  return start >= 0 && /\.py\b/.test(command.slice(start));
}

/** Finds Python in here-documents that a shell block passes to an interpreter or writes to a `.py` file. */
export function findHeredocs(shell: CodeBlock): CodeBlock[] {
  if (!MAYBE_SHELL.has(languageKind(shell.language)) || !shell.code.includes('<<')) return [];
  const lines = shell.code.split('\n');
  const found: CodeBlock[] = [];
  for (let at = 0; at < lines.length; at++) {
    const command = lines[at]!.slice(0, 2000);
    const opener = OPENER.exec(command);
    if (opener === null) continue;
    const word = opener[2] ?? opener[3] ?? opener[4]!;
    const body = readBody(lines, at + 1, word, opener[1] === '-');
    if ((RUNS_PYTHON.test(command) || writesPython(command)) && body.code.trim() !== '') {
      found.push({
        ...shell,
        kind: 'heredoc',
        language: 'python',
        code: body.code,
        startLine: shell.startLine + at + 1,
        endLine: shell.startLine + body.end - 1,
        closed: body.closed,
      });
    }
    at = body.end;
  }
  return found;
}

/** Reads the lines before the delimiter; `end` is the index of the delimiter's line. */
function readBody(lines: string[], from: number, word: string, stripTabs: boolean) {
  let end = from;
  while (end < lines.length && lines[end]!.trim() !== word) end++;
  const body = lines.slice(from, end);
  const code = (stripTabs ? body.map((line) => line.replace(/^\t+/, '')) : body).join('\n');
  return { code, end, closed: end < lines.length };
}
