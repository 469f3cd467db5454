import type { Candidate } from './candidate.ts';

/** The kind of a snippet that is not Python. */
export interface OtherKind {
  kind: 'shell' | 'other' | 'prose';
  reason: string;
}

const JAVASCRIPT = /^[ \t]*import \{[^{}]*\} from ['"]|^[ \t]*(?:const|let|var) \w+ = /m;
const PYTHON_LINE =
  /^\s*(?:(?:from|import)\s+\w|(?:async )?(?:def|class|with|for|while|if)\b.*:|return\b|@\w)|^\s*[A-Za-z_][\w.,*\s]*(?:\[[^\]]*\]\s*)?=(?!=)\s|^\s*[A-Za-z_][\w.]*\(/;
const COMMAND_LINE = /^\s*(?:[A-Z_]+=(?:"[^"]*"|[^\s"]\S*)?\s+)*[a-z][\w.-]*(?:\s|$)/;
/** Words that occur in sentences. In a command, they occur only in quoted arguments. */
const SENTENCE = /\b(?:is|are|must|not|please|the|did)\b/i;

/** Lines other than comments, with continued lines joined. */
const codeLines = (text: string) =>
  joinContinued(text.split('\n')).filter((line) => line.trim() !== '' && !/^\s*#/.test(line));

/** Joins each line that ends in a backslash, or in a backslash and a comment, with the next. */
function joinContinued(lines: string[]): string[] {
  const joined: string[] = [];
  let before = '';
  for (const [index, line] of lines.entries()) {
    const end = index < lines.length - 1 ? line.search(/\\(?:[ \t]*#|$)/) : -1;
    if (end >= 0) before += `${line.slice(0, end)} `;
    else {
      joined.push(before + line);
      before = '';
    }
  }
  return joined;
}

/**
 * Recognizes shell commands, other languages and prose. Returns undefined for Python, even if it is not valid.
 * @param candidate the same text, read as Python
 */
export function findOtherKind(text: string, candidate: Candidate): OtherKind | undefined {
  const lines = codeLines(text);
  if (lines.length === 0) return { kind: 'prose', reason: 'only comments' };
  if (JAVASCRIPT.test(text)) return { kind: 'other', reason: 'JavaScript' };
  if (lines.filter((line) => line.trimEnd().endsWith(';')).length * 2 > lines.length)
    return { kind: 'other', reason: 'another language (its statements end in semicolons)' };
  if (/^\s*\/\//.test(text))
    return { kind: 'other', reason: 'another language (its comments start with //)' };
  if (codeLines(candidate.code).length === 0) {
    const installs = candidate.split.requirements.length + candidate.split.refused.length > 0;
    return {
      kind: 'shell',
      reason: installs && candidate.split.shell.length === 0 ? 'only installs packages' : 'shell commands',
    };
  }
  if (candidate.isProgram || lines.some((line) => PYTHON_LINE.test(line))) return undefined;
  const [first = ''] = lines;
  if (lines.length === 1 && SENTENCE.test(first.replace(/"[^"]*"/g, '')))
    return { kind: 'prose', reason: 'a sentence, not code' };
  return lines.every((line) => COMMAND_LINE.test(line))
    ? { kind: 'shell', reason: 'shell commands' }
    : undefined;
}
