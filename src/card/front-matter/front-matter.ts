import { countNewlines } from '../line-map.ts';

export interface FrontMatter {
  frontMatter: Record<string, unknown> | undefined;
  /** Offset of the text after it. */
  bodyStart: number;
  warnings: string[];
}

const OPENER = /^(?:[ \t]*\n)*---[ \t]*\n/;
const CLOSER = /^(?:---|\.\.\.)[ \t]*(?:\n|$)/gm;
/** Ends unclosed front matter: an empty line, a heading, a fence or HTML. */
const TEXT_LINE = /^(?:[ \t]*\n|#|```|~~~|<)/gm;
const KEY = /^[ \t]*(?:[A-Za-z_][\w.-]*|"[^"\n]*"|'[^'\n]*')[ \t]*:(?:[ \t]|$)/;

/** Parses YAML that starts at a 1-based line of the text into plain data. Problems are added to `warnings`. */
export type ReadYaml = (
  yaml: string,
  firstLine: number,
  warnings: string[],
) => Record<string, unknown> | undefined;

/**
 * Reads the YAML between `---` lines at the start of a card. If two such blocks follow each other, both are read and the
 * first value of a key wins. `model-index` (results, often the largest part) is left out.
 */
export function readFrontMatter(text: string, readYaml: ReadYaml): FrontMatter {
  const warnings: string[] = [];
  let frontMatter: Record<string, unknown> | undefined;
  let bodyStart = 0;
  for (let count = 0; count < 2; count++) {
    const block = readBlock(text, bodyStart);
    if (block === undefined) break;
    if (!block.closed) warnings.push("The card's front matter is not closed by a line of three dashes.");
    const firstLine = countNewlines(text.slice(0, block.start)) + 1;
    const data = readYaml(block.yaml, firstLine, warnings);
    if (data !== undefined) frontMatter = { ...data, ...frontMatter };
    bodyStart = block.end;
  }
  return { frontMatter, bodyStart, warnings };
}

interface Block {
  yaml: string;
  start: number;
  end: number;
  closed: boolean;
}

/** Reads a block only if it is empty or looks like YAML, because `---` is also a horizontal rule in Markdown. */
function readBlock(text: string, from: number): Block | undefined {
  const opener = OPENER.exec(text.slice(from, from + 2000));
  if (opener === null) return undefined;
  const start = from + opener[0].length;
  CLOSER.lastIndex = start;
  const closer = CLOSER.exec(text);
  if (closer !== null) {
    const yaml = text.slice(start, closer.index);
    const comments = /^(?:[ \t]*(?:#[^\n]*)?\n)*/.exec(yaml)![0].length;
    const isEmpty = from === 0 && yaml.trim() === '';
    if (isEmpty || (startsWithKey(yaml, comments) && !/^(?:```|~~~)/m.test(yaml))) {
      return { yaml, start, end: closer.index + closer[0].length, closed: true };
    }
  }
  if (from > 0 || !startsWithKey(text, start)) return undefined;
  TEXT_LINE.lastIndex = start;
  const end = TEXT_LINE.exec(text)?.index ?? text.length;
  return { yaml: text.slice(start, end), start, end, closed: false };
}

function startsWithKey(text: string, at: number): boolean {
  const line = text.slice(at, at + 300).split('\n', 1)[0]!;
  return KEY.test(line) || line.startsWith('{');
}
