import type { Card } from '../card/card.ts';
import { mayContainCode, readCardText } from '../card/card-text.ts';
import type { FetchedCard } from './fetch-card.ts';
import type { LimitSync } from './request.ts';
import type { Resolution } from './resolution.ts';

export interface ReadCard {
  card?: Card;
  /** Why the card is missing, or what is wrong with it. They are written to the notebook. */
  warnings: string[];
}

/** Finds the front matter and the code blocks of a fetched card. */
export async function readCard(
  { text, warnings }: FetchedCard,
  { info }: Pick<Resolution, 'info'>,
  limitSync: LimitSync,
): Promise<ReadCard> {
  if (text === undefined) return { warnings };
  const card = await parse(text, info.cardData !== undefined, limitSync);
  return { card, warnings: [...warnings, ...card.warnings] };
}

/**
 * Loads the YAML parser only if the Hub did not send the front matter, and the Markdown parser only if the card may
 * contain code.
 */
async function parse(text: string, hasFrontMatter: boolean, limitSync: LimitSync): Promise<Card> {
  const readYaml = hasFrontMatter ? () => undefined : await loadYamlReader();
  const findCodeBlocks = mayContainCode(text) ? await loadBlockFinder() : () => [];
  return limitSync(() => readCardText(text, { readYaml, findCodeBlocks }));
}

const loadYamlReader = async () => (await import('../card/front-matter/yaml-data.ts')).readYaml;
const loadBlockFinder = async () => (await import('../card/blocks/code-blocks.ts')).findCodeBlocks;
