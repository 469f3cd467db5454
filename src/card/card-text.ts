import { defined } from '../defined.ts';
import { findCodeBlocks } from './blocks/code-blocks.ts';
import type { Card } from './card.ts';
import { type ReadYaml, readFrontMatter } from './front-matter/front-matter.ts';
import { normalizeText } from './line-map.ts';

/**
 * Reads a model card: its code blocks with their lines in the original file, and the front matter as `readYaml` parses
 * it. The parser is an argument because it is large and most notebooks do not need it.
 */
export function readCardText(source: string, readYaml: ReadYaml): Card {
  const normalized = normalizeText(source);
  const { frontMatter, bodyStart, warnings } = readFrontMatter(normalized.text, readYaml);
  try {
    const { blocks, title, truncated } = findCodeBlocks(normalized.text, bodyStart, normalized.fileLine);
    if (truncated || normalized.truncated) {
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
