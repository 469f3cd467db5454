import type { Card } from '../card/card.ts';
import { readCardText } from '../card/card-text.ts';
import type { Hub } from '../hub/hub.ts';
import type { Resolution } from './resolution.ts';

export interface ReadCard {
  card?: Card;
  /** Why there is no card, or problems with it; shown in the notebook. */
  warnings: string[];
  /** Details of this run, such as how the Hub failed; shown to the user but not in the notebook. */
  detail?: string;
  /** Present if the Hub did not answer. */
  isUnavailable?: true;
}

/** Step 2: read the model card at the resolved commit. A missing card is not an error: the metadata is enough. */
export async function readCard(resolution: Resolution, hub: Hub, signal?: AbortSignal): Promise<ReadCard> {
  const { text, ...rest } = await readText(resolution, hub, signal);
  if (text === undefined) return rest;
  const { warnings } = rest;
  const card = await parse(text, resolution);
  return { card, warnings: [...warnings, ...card.warnings] };
}

/** The Hub's metadata includes the parsed front matter; the YAML parser is only loaded without it. */
async function parse(text: string, { info }: Resolution): Promise<Card> {
  if (info.cardData !== undefined) return readCardText(text, () => undefined);
  const { parseCard } = await import('../card/parse-card.ts');
  return parseCard(text);
}

async function readText(
  { info, readme, source }: Resolution,
  hub: Hub,
  signal?: AbortSignal,
): Promise<Omit<ReadCard, 'card'> & { text?: string }> {
  if (readme !== undefined) return { text: readme, warnings: [] };
  if (info.sha === undefined) {
    return {
      warnings:
        source === 'local'
          ? ['There is no model card.']
          : ['The model card was not read: its revision is not known.'],
    };
  }
  const answer = await hub.readme(info.id, info.sha, signal && { signal });
  switch (answer.status) {
    case 'ok':
      return {
        text: answer.text,
        warnings: answer.truncated ? ['The model card is very large: only its first 5 MB were read.'] : [],
      };
    case 'missing':
      return { warnings: ['The repository has no model card.'] };
    case 'denied':
      return {
        warnings: [
          'The model is gated and its card may not be read without access: this notebook was made from the metadata.',
        ],
        detail: answer.reason,
      };
    case 'unavailable':
      return {
        warnings:
          source === 'snapshot'
            ? []
            : ['The model card could not be fetched: this notebook was made from the metadata.'],
        detail: answer.reason,
        isUnavailable: true,
      };
  }
}
