import type { Hub } from '../hub/hub.ts';
import type { Resolution } from './resolution.ts';

export interface FetchedCard {
  /** Undefined if the card is missing or cannot be read. */
  text?: string;
  /** Why the card is missing or incomplete. They are written to the notebook. */
  warnings: string[];
  /** Why the Hub returned no card in this run. Reported to the user, but not written to the notebook. */
  detail?: string;
  /** The Hub did not respond. */
  isUnavailable?: true;
}

/** Step 2: the text of the model card at the resolved commit. Without a card, the metadata is enough. */
export async function fetchCard(
  { info, readme, source }: Resolution,
  hub: Hub,
  signal?: AbortSignal,
): Promise<FetchedCard> {
  if (readme !== undefined) return { text: readme, warnings: [] };
  if (info.sha === undefined) {
    return {
      warnings:
        source === 'local'
          ? ['There is no model card.']
          : ['The model card was not read because its revision is unknown.'],
    };
  }
  const answer = await hub.readme(info.id, info.sha, signal && { signal });
  switch (answer.status) {
    case 'ok':
      return {
        text: answer.text,
        warnings: answer.truncated ? ['The model card is very large, so only its first 5 MB was read.'] : [],
      };
    case 'missing':
      return { warnings: ['The repository has no model card.'] };
    case 'denied':
      return {
        warnings: [
          'The model is gated and its card cannot be read without access, so this notebook was generated from the metadata.',
        ],
        detail: answer.reason,
      };
    case 'unavailable':
      return {
        warnings:
          source === 'snapshot'
            ? []
            : ['The model card could not be fetched, so this notebook was generated from the metadata.'],
        detail: answer.reason,
        isUnavailable: true,
      };
  }
}
