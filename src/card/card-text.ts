import { defined } from '../defined.ts';
import { findCodeBlocks } from './blocks/code-blocks.ts';
import type { Card } from './card.ts';
import { type ReadYaml, readFrontMatter } from './front-matter/front-matter.ts';
import { normaliseText } from './line-map.ts';

/**
 * Reads the text of a model card: its code blocks with their lines in the file as it came, and what `readYaml` makes of
 * its front matter. A reader of its own, because the YAML parser is the largest part that a notebook can do without.
 */
export function readCardText(source: string, readYaml: ReadYaml): Card {
  const normalised = normaliseText(source);
  const { frontMatter, bodyStart, warnings } = readFrontMatter(normalised.text, readYaml);
  try {
    const { blocks, title, truncated } = findCodeBlocks(normalised.text, bodyStart, normalised.fileLine);
    if (truncated || normalised.truncated) {
      warnings.push('The model card is very long: only the first 512 kB of its text were read.');
    }
    return { frontMatter, blocks, warnings, ...defined({ title }) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return {
      frontMatter,
      blocks: [],
      warnings: [...warnings, 'The model card is nested too deeply to be read.'],
    };
  }
}
