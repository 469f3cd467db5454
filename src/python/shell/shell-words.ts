export interface ShellCommand {
  /** The command as written, without the operators around it. */
  text: string;
  /** Its words with quotes and backslashes resolved, without redirections and comments. */
  words: string[];
}

const UNSAFE = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;
const REDIRECTION = /(?:&|\d)?>>?(?!=)(?:&\d)?/y;

/**
 * Splits one shell line at `&&`, `||`, `;`, `|` and `&`.
 * @returns undefined if the line has expansions (`$x`, `$(...)`, backticks), an open quote or control characters
 */
export function splitCommands(line: string): ShellCommand[] | undefined {
  if (UNSAFE.test(line)) return undefined;
  const commands: ShellCommand[] = [];
  let words: string[] = [];
  let word: string | undefined;
  let start = 0;
  let at = 0;
  let skipNext = false;
  const endWord = (): void => {
    if (word !== undefined && !skipNext) words.push(word);
    if (word !== undefined) skipNext = false;
    word = undefined;
  };
  const endCommand = (to: number): void => {
    endWord();
    if (words.length > 0) commands.push({ text: line.slice(start, to).trim(), words });
    words = [];
    skipNext = false;
  };
  while (at < line.length) {
    const char = line[at] as string;
    if (char === '$' || char === '`') return undefined;
    if (char === "'" || char === '"') {
      const end = line.indexOf(char, at + 1);
      if (end < 0) return undefined;
      const quoted = line.slice(at + 1, end);
      if (char === '"' && /[$`\\]/.test(quoted)) return undefined;
      word = (word ?? '') + quoted;
      at = end + 1;
    } else if (char === '\\') {
      word = (word ?? '') + (line[at + 1] ?? '');
      at += 2;
    } else if (/\s/.test(char)) {
      endWord();
      at += 1;
    } else if (word === undefined && char === '#') {
      break;
    } else if (word === undefined && matchAt(REDIRECTION, line, at) !== undefined) {
      const redirection = matchAt(REDIRECTION, line, at) as string;
      skipNext = !/&\d$/.test(redirection);
      at += redirection.length;
    } else if (char === ';' || char === '|' || char === '&') {
      endCommand(at);
      while (/[;|&]/.test(line[at] ?? '')) at += 1;
      start = at;
    } else {
      word = (word ?? '') + char;
      at += 1;
    }
  }
  endCommand(at);
  return commands;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
