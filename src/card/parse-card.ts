import { findCodeBlocks } from './blocks/code-blocks.ts';
import type { Card } from './card.ts';
import { readCardText } from './card-text.ts';
import { readYaml } from './front-matter/yaml-data.ts';

export type { Card } from './card.ts';

/**
 * Reads a model card: front matter, and code blocks with their lines in the original file.
 * Never throws: parts that cannot be read are left out and reported in `warnings`.
 */
export const parseCard = (source: string): Card => readCardText(source, { readYaml, findCodeBlocks });
