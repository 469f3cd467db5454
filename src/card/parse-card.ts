import type { Card } from './card.ts';
import { findCodeBlocks } from './code-blocks.ts';
import { readFrontMatter } from './front-matter.ts';
import { normaliseText } from './line-map.ts';

export type { Card, CodeBlock } from './card.ts';

/**
 * Reads a model card: front matter, and code blocks with their lines in the file as it came.
 * Any text is a card: what can't be read is left out and told in `warnings`; it never throws.
 */
export function parseCard(source: string): Card {
  const normalised = normaliseText(source);
  const { frontMatter, bodyStart, warnings } = readFrontMatter(normalised.text);
  try {
    const { blocks, title, truncated } = findCodeBlocks(normalised.text, bodyStart, normalised.fileLine);
    if (truncated || normalised.truncated) {
      warnings.push('The model card is very long: only the first 512 kB of its text were read.');
    }
    return { frontMatter, blocks, warnings, ...(title !== undefined && { title }) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return {
      frontMatter,
      blocks: [],
      warnings: [...warnings, 'The model card is nested too deeply to be read.'],
    };
  }
}
