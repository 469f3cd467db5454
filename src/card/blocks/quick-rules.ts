import { Tokenizer, type Tokens } from 'marked';

/** A paragraph of lines that can neither start another block nor underline a heading or table. */
const PLAIN_PARAGRAPH = /^[^\n]+(?:\n[ \t]*[^\s#>`~*+\-_=<|:\d][^\n]*)*(?=\n\n|\n?$)/;
/** marked handles longer headings, so that no line is checked repeatedly. */
const MAX_HEADING_LINES = 30;

/**
 * marked's block rules, each called only if the first characters match. The tokens are the same, but the rules' long
 * regular expressions, which take 25 ms to compile, are only compiled for cards that have such blocks.
 */
export class QuickTokenizer extends Tokenizer {
  override html(src: string): Tokens.HTML | undefined {
    return /^ {0,3}</.test(src) ? super.html(src) : undefined;
  }

  override table(src: string): Tokens.Table | undefined {
    return /^[^\n]*\n {0,3}[|:-][|: -]*(?:\n|$)/.test(src) ? super.table(src) : undefined;
  }

  override lheading(src: string): Tokens.Heading | undefined {
    let from = src.indexOf('\n') + 1;
    for (let count = 0; count < MAX_HEADING_LINES; count++) {
      const end = from === 0 ? -1 : src.indexOf('\n', from);
      const line = from === 0 ? '' : src.slice(from, end === -1 ? undefined : end);
      if (line.trim() === '') return undefined;
      if (/^ {0,3}(?:=+|-+)[ \t]*$/.test(line)) break;
      from = end + 1;
    }
    return super.lheading(src);
  }

  override paragraph(src: string): Tokens.Paragraph | undefined {
    const text = PLAIN_PARAGRAPH.exec(src)?.[0];
    if (text === undefined) return super.paragraph(src);
    return { type: 'paragraph', raw: text, text, tokens: this.lexer.inline(text) };
  }
}
