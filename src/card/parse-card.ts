import type { Card } from './card.ts';
import { readCardText } from './card-text.ts';
import { readYaml } from './front-matter/yaml-data.ts';

export type { Card, CodeBlock } from './card.ts';

/**
 * Reads a model card: front matter, and code blocks with their lines in the file as it came.
 * Any text is a card: what can't be read is left out and told in `warnings`; it never throws.
 */
export const parseCard = (source: string): Card => readCardText(source, readYaml);
