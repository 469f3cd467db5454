import type { ModelInfo } from '../../hub/models/model-info.ts';
import { readTemplate } from '../../package-root.ts';

/** Sample texts of one language, by the kind that a template's `# @widget` line names. */
type Samples = Record<string, string | string[]>;

let samples: Record<string, Samples> | undefined;

/** `templates/samples.json`: what a text template reads for a model of another language than English. */
function samplesOf(language: string): Samples | undefined {
  samples ??= JSON.parse(readTemplate('samples.json')) as Record<string, Samples>;
  return Object.hasOwn(samples, language) ? samples[language] : undefined;
}

/** `opus-mt-de-en`, `nllb_de_to_en`: the language that a translation model's name says it reads. */
const PAIR = /^(?:.*[-_.])?([a-z]{2})(?:[-_.]|[-_]to[-_])([a-z]{2})(?:[-_.]|$)/i;

/**
 * Samples in the card's language; undefined where the templates' own English suits: the card names English (for a
 * translation model: as the language it reads), none, or none that there are samples of.
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
