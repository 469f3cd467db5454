import { findCodeBlocks } from '../../src/card/blocks/code-blocks.ts';
import type { Card } from '../../src/card/card.ts';
import { readCardText } from '../../src/card/card-text.ts';
import { readYaml } from '../../src/card/front-matter/yaml-data.ts';

/** Reads a whole card in one step. The pipeline loads its parts on demand. */
export const parseCard = (source: string): Card => readCardText(source, { readYaml, findCodeBlocks });
