import type { ModelInfo } from '../../hub/models/model-info.ts';
import { readTemplate } from '../../package-root.ts';

/** Sample texts in one language, keyed by the kind in a template's `# @widget` line. */
type Samples = Record<string, string | string[]>;

let samples: Record<string, Samples> | undefined;

/** Reads `templates/samples.json`: inputs for models in languages other than English. */
function samplesOf(language: string): Samples | undefined {
  samples ??= JSON.parse(readTemplate('samples.json')) as Record<string, Samples>;
  return Object.hasOwn(samples, language) ? samples[language] : undefined;
}

/** The language pair in the name of a translation model: `opus-mt-de-en`, `nllb_de_to_en`. */
const PAIR = /^(?:.*[-_.])?([a-z]{2})(?:[-_.]|[-_]to[-_])([a-z]{2})(?:[-_.]|$)/i;

/**
 * Finds samples in the card's language. For a translation model, that is the source language.
 * @returns undefined if the English text of the templates fits: the card names English, no language, or none that has
 * samples
 */
export function findSamples(
  { id, cardData }: Pick<ModelInfo, 'id' | 'cardData'>,
  task?: string,
): Samples | undefined {
  const named = cardData?.language;
  const languages = (Array.isArray(named) ? named : [named])
    .filter((entry): entry is string => typeof entry === 'string')
    .map((entry) => entry.toLowerCase().split(/[-_]/)[0]!);
  if (task === 'translation') {
    const source = PAIR.exec(id.split('/').at(-1)!)?.[1]?.toLowerCase();
    if (source !== undefined && languages.includes(source)) return samplesOf(source);
    return languages.length === 2 ? samplesOf(languages[0]!) : undefined;
  }
  if (languages.includes('en')) return undefined;
  const known = languages.find((language) => samplesOf(language) !== undefined);
  return known === undefined ? undefined : samplesOf(known);
}
