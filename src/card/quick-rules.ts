import { Tokenizer, type Tokens } from 'marked';

/** Lines that can neither begin another block nor underline a heading or table. */
const PLAIN_PARAGRAPH = /^[^\n]+(?:\n[ \t]*[^\s#>`~*+\-_=<|:\d][^\n]*)*(?=\n\n|\n?$)/;
const BLANK_LINE = /\n[ \t]*\n/;

/**
 * marked's block rules, each asked only where its first characters fit. The same tokens come of it; the rules' long
 * expressions, 25 ms to compile for the first time, are compiled for those cards alone that have such blocks.
 */
export class QuickTokenizer extends Tokenizer {
  override html(src: string): Tokens.HTML | undefined {
    return /^ {0,3}</.test(src) ? super.html(src) : undefined;
  }

  override table(src: string): Tokens.Table | undefined {
    return /^[^\n]*\n {0,3}[|:-][|: -]*(?:\n|$)/.test(src) ? super.table(src) : undefined;
  }

  override lheading(src: string): Tokens.Heading | undefined {
    const end = src.search(BLANK_LINE);
    const block = end === -1 ? src : src.slice(0, end + 1);
    return /\n {0,3}(?:=+|-+)[ \t]*(?:\n|$)/.test(block) ? super.lheading(src) : undefined;
  }

  override paragraph(src: string): Tokens.Paragraph | undefined {
    const text = PLAIN_PARAGRAPH.exec(src)?.[0];
    if (text === undefined) return super.paragraph(src);
    return { type: 'paragraph', raw: text, text, tokens: this.lexer.inline(text) };
  }
}
