import { Lexer, Marked, type Token, type Tokens } from 'marked';
import { listMarker, readListItem, readQuote } from './container-lines.ts';
import { findNextFence, openFence, readFence } from './fence.ts';
import { QuickTokenizer } from './quick-rules.ts';

/** Maximum nesting depth of lists and quotes. Deeper ones are read as text. */
const MAX_CONTAINERS = 8;
const MAX_PRE_LENGTH = 100_000;

/**
 * marked's block rules with our own rules for fences, `<pre>`, lists and quotes. marked's rules for lists and quotes
 * take time quadratic in the length of an item and overflow the stack on deep nesting; ours read them in one pass.
 */
class CardTokenizer extends QuickTokenizer {
  #depth = 0;
  #fencesLeft: number;

  constructor(maxFences: number) {
    super();
    this.#fencesLeft = maxFences;
  }

  /** After `maxFences` fences, consumes the rest of the text. */
  override space(src: string): Tokens.Space | undefined {
    return this.#fencesLeft > 0 ? super.space(src) : { type: 'space', raw: src };
  }

  override fences(src: string): Tokens.Code | undefined {
    const fence = readFence(src);
    if (fence === undefined) return undefined;
    this.#fencesLeft--;
    return {
      type: 'code',
      raw: fence.raw,
      lang: fence.info,
      text: fence.code,
      closed: fence.closed,
    } as Tokens.Code;
  }

  override code(src: string): Tokens.Code | undefined {
    if (openFence(src) !== undefined) return undefined;
    const token = super.code(src);
    if (token === undefined) return undefined;
    const raw = beforeFence(token.raw, 'known');
    return raw === token.raw ? token : { ...token, raw, text: raw.replace(/^(?: {1,4}| {0,3}\t)/gm, '') };
  }

  override paragraph(src: string): Tokens.Paragraph | undefined {
    const token = super.paragraph(src);
    if (token === undefined) return undefined;
    const raw = beforeFence(token.raw, 'known');
    return raw === token.raw ? token : { ...token, raw, text: raw };
  }

  /** Blank lines do not end a `<pre>`. A fence ends an HTML block even without a blank line between them. */
  override html(src: string): Tokens.HTML | undefined {
    const token = super.html(src);
    if (token === undefined) return undefined;
    const whole = wholePre(src, token.raw);
    const raw = /^\s*<(?:!|\?|pre\b|script\b|style\b|textarea\b)|<pre\b/i.test(whole)
      ? whole
      : beforeFence(whole, 'any');
    return raw === token.raw ? token : { ...token, raw, text: raw };
  }

  override blockquote(src: string): Tokens.Blockquote | undefined {
    if (this.#depth >= MAX_CONTAINERS) return undefined;
    const quote = readQuote(src);
    if (quote === undefined) return undefined;
    return { type: 'blockquote', raw: quote.raw, text: quote.text, tokens: this.#inside(quote.text) };
  }

  override list(src: string): Tokens.List | undefined {
    const marker = listMarker(src);
    if (marker === undefined || this.#depth >= MAX_CONTAINERS) return undefined;
    const items: Tokens.ListItem[] = [];
    let at = 0;
    while (at < src.length) {
      const rest = src.slice(at);
      const blank = /^(?:[ \t]*\n)*/.exec(rest)![0];
      const next = rest.slice(blank.length);
      if (listMarker(next) !== marker) break;
      const item = readListItem(next);
      if (item === undefined) break;
      if (items.length > 0) items.at(-1)!.raw += blank;
      at += blank.length + item.raw.length;
      const newline = src[at] === '\n' ? '\n' : '';
      at += newline.length;
      items.push({
        type: 'list_item',
        raw: item.raw + newline,
        text: item.text,
        task: false,
        loose: true,
        tokens: this.#inside(item.text),
      });
    }
    const ordered = /\d/.test(src.slice(0, 4));
    return { type: 'list', raw: src.slice(0, at), ordered, start: '', loose: true, items };
  }

  #inside(text: string): Token[] {
    this.#depth++;
    const tokens = this.lexer.blockTokens(text, []);
    this.#depth--;
    return tokens;
  }
}

function beforeFence(raw: string, labels: 'any' | 'known'): string {
  const at = findNextFence(raw, labels);
  return at === undefined ? raw : raw.slice(0, at);
}

/** Extends an HTML block to the end of its last `<pre>`. */
function wholePre(src: string, raw: string): string {
  const lower = raw.toLowerCase();
  const open = lower.lastIndexOf('<pre');
  if (open === -1 || lower.includes('</pre', open)) return raw;
  const ahead = src.slice(0, raw.length + MAX_PRE_LENGTH);
  const close = ahead.toLowerCase().indexOf('</pre', raw.length);
  if (close === -1) return raw;
  const end = ahead.indexOf('\n', close);
  return end === -1 ? ahead : src.slice(0, end + 1);
}

const settings = new Marked({ tokenizer: null }).defaults;

/**
 * Returns block tokens, up to a number of fences. Inline rules never run: code blocks do not need them, and some are
 * slow on hostile text.
 */
export function lexBlocks(text: string, maxFences: number): Token[] {
  const lexer = new Lexer({ ...settings, tokenizer: new CardTokenizer(maxFences) });
  return lexer.blockTokens(text, []);
}
