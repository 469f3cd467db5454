import { Lexer, Marked, type Token, Tokenizer, type Tokens } from 'marked';
import { readFence } from './fence.ts';

const MAX_CONTAINERS = 12;
const MAX_LIST_INDENT = 60;
const MAX_PRE_LENGTH = 100_000;

/** marked's block rules with this project's reading of fences, and `<pre>` elements kept whole. */
class CardTokenizer extends Tokenizer {
  override fences(src: string): Tokens.Code | undefined {
    const fence = readFence(src);
    if (fence === undefined) return undefined;
    return {
      type: 'code',
      raw: fence.raw,
      lang: fence.info,
      text: fence.code,
      closed: fence.closed,
    } as Tokens.Code;
  }

  override code(src: string): Tokens.Code | undefined {
    if (readFence(src) !== undefined) return undefined;
    return super.code(src);
  }

  override html(src: string): Tokens.HTML | undefined {
    const token = super.html(src);
    if (token === undefined) return undefined;
    const raw = wholePre(src, token.raw);
    return raw === token.raw ? token : { ...token, raw, text: raw };
  }
}

/** Up to the end of the `<pre>` that an HTML block left open: blank lines inside it end nothing. */
function wholePre(src: string, raw: string): string {
  const open = raw.toLowerCase().lastIndexOf('<pre');
  if (open === -1 || raw.toLowerCase().includes('</pre', open)) return raw;
  const ahead = src.slice(0, raw.length + MAX_PRE_LENGTH);
  const close = ahead.toLowerCase().indexOf('</pre', raw.length);
  if (close === -1) return raw;
  const end = ahead.indexOf('\n', close);
  return end === -1 ? ahead : src.slice(0, end + 1);
}

const settings = new Marked({ tokenizer: null }).defaults;

/** Block tokens only: the inline rules are never run, as code blocks need none and some are slow on hostile text. */
export function lexBlocks(text: string): Token[] {
  const lexer = new Lexer({ ...settings, tokenizer: new CardTokenizer() });
  return lexer.blockTokens(limitNesting(text), []);
}

const NESTED = new RegExp(`^[ \\t]*(?:(?:>|[-*+]|\\d{1,9}[.)])[ \\t]*){${MAX_CONTAINERS},}`);
const DEEP_ITEM = new RegExp(`^[ \\t]{${MAX_LIST_INDENT},}(?:[-*+]|\\d{1,9}[.)])[ \\t]`);

/** Empties lines that open more containers than anybody writes: marked recurses into each. */
function limitNesting(text: string): string {
  if (!/^[ \t]*(?:[>*+-]|\d)/m.test(text)) return text;
  return text
    .split('\n')
    .map((line) =>
      NESTED.test(line) && !/^[ \t]*(?:[-*+][ \t]*)+$/.test(line) && !/^[ \t]*[*+-]{3,}/.test(line)
        ? ''
        : DEEP_ITEM.test(line)
          ? line.trimStart()
          : line,
    )
    .join('\n');
}
