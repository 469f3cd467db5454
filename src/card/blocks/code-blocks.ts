import type { Token, Tokens } from 'marked';
import type { CodeBlock } from '../card.ts';
import type { FindCodeBlocks } from '../card-text.ts';
import { countNewlines } from '../line-map.ts';
import { lexBlocks } from './card-lexer.ts';
import { emptyComments } from './comments.ts';
import { findHeredocs } from './heredoc.ts';
import { findPreBlocks } from './html-blocks.ts';
import { languageOf } from './info-string.ts';
import { plainText } from './inline-text.ts';

const MAX_BLOCKS = 500;
const MAX_HEADING = 200;

interface Walk {
  fileLine: (line: number) => number;
  blocks: CodeBlock[];
  headings: { depth: number; text: string }[];
}

/** Finds all code blocks in Markdown text, in file order. */
export const findCodeBlocks: FindCodeBlocks = (text, firstLine, fileLine) => {
  const walk: Walk = { fileLine, blocks: [], headings: [] };
  visit(lexBlocks(emptyComments(text), MAX_BLOCKS), firstLine, walk);
  return walk.blocks.slice(0, MAX_BLOCKS);
};

/** Walks tokens. The first one starts at the 0-based `line`, and each takes up as many lines as its source has. */
function visit(tokens: Token[], line: number, walk: Walk): void {
  let at = line;
  for (const token of tokens) {
    if (walk.blocks.length >= MAX_BLOCKS) return;
    switch (token.type) {
      case 'code':
        addCode(token as Tokens.Code & { closed?: boolean }, at, walk);
        break;
      case 'heading':
        addHeading(token as Tokens.Heading, walk);
        break;
      case 'html':
        addHtml(token as Tokens.HTML, at, walk);
        break;
      case 'blockquote':
        visit((token as Tokens.Blockquote).tokens, at, walk);
        break;
      case 'list': {
        let item = at;
        for (const entry of (token as Tokens.List).items) {
          visit(entry.tokens, item, walk);
          item += countNewlines(entry.raw);
        }
        break;
      }
    }
    at += countNewlines(token.raw);
  }
}

function addHeading(token: Tokens.Heading, walk: Walk): void {
  const text = plainText(token.text).slice(0, MAX_HEADING);
  while (walk.headings.length > 0 && walk.headings.at(-1)!.depth >= token.depth) walk.headings.pop();
  walk.headings.push({ depth: token.depth, text });
}

function addCode(token: Tokens.Code & { closed?: boolean }, line: number, walk: Walk): void {
  if (token.codeBlockStyle === 'indented') {
    const blank = countNewlines(/^(?:[ \t]*\n)*/.exec(token.raw)![0]);
    add('indented', '', token.text, line + blank, true, walk);
    return;
  }
  const info = token.lang ?? '';
  const onFence = codeOnFenceLine(info);
  if (onFence === undefined) add('fence', info, token.text, line + 1, token.closed ?? true, walk);
  else add('fence', onFence.info, `${onFence.code}\n${token.text}`, line, token.closed ?? true, walk);
}

const STATEMENT =
  /^(?:>>> ?\S|(?:from[ \t]+[\w.]+[ \t]+)?import[ \t]+\w|[A-Za-z_]\w*[ \t]*=[ \t]*\S|print\(|[!%$]?[ \t]*pip3? install )/;

/** Finds code that starts on the fence line, after the label or in its place. */
function codeOnFenceLine(info: string): { info: string; code: string } | undefined {
  if (STATEMENT.test(info) && !/^\w+=["'\w]+$/.test(info)) return { info: '', code: info };
  const labelAndCode = /^(\w+)[ \t]+(.*)/s.exec(info);
  if (
    labelAndCode !== null &&
    /^(?:python3?|py|pycon)$/i.test(labelAndCode[1]!) &&
    STATEMENT.test(labelAndCode[2]!) &&
    !/^\w+=/.test(labelAndCode[2]!)
  ) {
    return { info: labelAndCode[1]!, code: labelAndCode[2]! };
  }
  return undefined;
}

function add(
  kind: CodeBlock['kind'],
  info: string,
  code: string,
  line: number,
  closed: boolean,
  walk: Walk,
): void {
  const lines = code.split('\n');
  const first = lines.findIndex((entry) => entry.trim() !== '');
  if (first === -1) return;
  const last = lines.findLastIndex((entry) => entry.trim() !== '');
  const block: CodeBlock = {
    kind,
    info,
    closed,
    language: languageOf(info),
    code: lines.slice(first, last + 1).join('\n'),
    startLine: walk.fileLine(line + first),
    endLine: walk.fileLine(line + last),
    headings: walk.headings.map(({ text }) => text),
  };
  walk.blocks.push(block, ...findHeredocs(block));
}

function addHtml(token: Tokens.HTML, line: number, walk: Walk): void {
  for (const { language, code, line: offset } of findPreBlocks(token.raw)) {
    add('html', language, code, line + offset, true, walk);
  }
}
