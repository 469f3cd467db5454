import { defined } from '../defined.ts';
import type { Card, CodeBlock } from './card.ts';
import { type ReadYaml, readFrontMatter } from './front-matter/front-matter.ts';
import { countNewlines, cutAtLine, normalizeText } from './line-map.ts';
import { findSummary } from './summary.ts';

/**
 * Maximum length of the text after the front matter, in UTF-16 units. The longest of thousands of cards is 60 kB long.
 */
const MAX_BODY_LENGTH = 256 * 1024;

/**
 * Finds the code blocks of a text, in order.
 * @param firstLine 0-based line of the card at which the text starts
 * @param fileLine maps a 0-based line of the card to a 1-based line of the original file
 */
export type FindCodeBlocks = (
  text: string,
  firstLine: number,
  fileLine: (line: number) => number,
) => CodeBlock[];

/**
 * The parsers of a card's parts. They are passed as arguments because they are large and many notebooks do not need
 * them.
 */
export interface CardParsers {
  readYaml: ReadYaml;
  findCodeBlocks: FindCodeBlocks;
}

/** Reads a model card: its front matter, what the model is, and its code blocks with their lines in the original file. */
export function readCardText(source: string, { readYaml, findCodeBlocks }: CardParsers): Card {
  const normalized = normalizeText(source);
  const { text, fileLine } = normalized;
  const { frontMatter, bodyStart, warnings } = readFrontMatter(text, readYaml);
  const body = cutAtLine(text.slice(bodyStart), MAX_BODY_LENGTH);
  const summary = findSummary(body);
  try {
    const blocks = findCodeBlocks(body, countNewlines(text.slice(0, bodyStart)), fileLine);
    if (normalized.truncated || bodyStart + body.length < text.length) {
      warnings.push('The model card is very long, so only its beginning was read.');
    }
    return { frontMatter, blocks, warnings, ...defined({ summary }) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return {
      frontMatter,
      blocks: [],
      ...defined({ summary }),
      warnings: [...warnings, 'The model card is nested too deeply to be read.'],
    };
  }
}

/** Text that every kind of code block contains: fence marks, a `<pre>` tag, or indentation. */
const CODE = /```|~~~|<pre|\t| {4}/i;

/** Whether a card can contain code blocks. */
export function mayContainCode(source: string): boolean {
  const { text } = normalizeText(source);
  const { bodyStart } = readFrontMatter(text, () => undefined);
  return CODE.test(text.slice(bodyStart, bodyStart + MAX_BODY_LENGTH));
}
