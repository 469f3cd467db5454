import type { Environment } from '../example/required-packages.ts';
import type { Removed } from '../python/packages/removed-names.ts';
import { type CellRisk, describeRisks } from '../python/risks/describe-risks.ts';
import type { GenerateContext, GenerateRequest } from './request.ts';
import type { Resolution } from './resolution.ts';

/**
 * Warnings about the source of the metadata. They omit the age of a cached response, because it must not change the
 * bytes.
 */
export function sourceWarnings({ info, source, reason }: Resolution): string[] {
  if (source === 'snapshot') {
    const pin =
      info.sha === undefined
        ? 'Its revision is unknown, so nothing is pinned.'
        : 'The pinned revision is the latest one known at that time.';
    return [
      `The Hub could not be reached, so this notebook was generated from the metadata built into alacard (${reason?.match(/snapshot of (\S+)/)?.[1] ?? 'undated'}). ${pin}`,
    ];
  }
  if (source === 'local')
    return [
      'This notebook was generated from a local model card. Its revision is unknown, so nothing is pinned.',
    ];
  return info.sha === undefined ? ['The Hub did not return a revision, so nothing is pinned.'] : [];
}

/** Says where the notebook sends its reader's token, if that is not obvious. */
export function endpointWarnings(
  { carryEndpoint }: Pick<GenerateRequest, 'carryEndpoint'>,
  { endpoint }: Pick<GenerateContext, 'endpoint'>,
): string[] {
  return carryEndpoint
    ? [`This notebook downloads from ${endpoint} unless HF_ENDPOINT is set, and sends your token there.`]
    : [];
}

const MAX_NAMES = 5;

/** Libraries whose older versions cell 2 can install. */
type HeldBackLibrary = Exclude<Removed['library'], 'skops'>;

/** The first major version that lacks the removed names. */
const REMOVED_IN: Record<HeldBackLibrary, number> = { transformers: 5, huggingface_hub: 1 };

/** Warnings about the author's code that does more than run the model. */
export function riskWarnings(risks: readonly CellRisk[]): string[] {
  return describeRisks(risks).map(({ cell, text }) => `The author's code in cell ${cell} ${text}.`);
}

const CUDA =
  /\.cuda\(|\bto\(\s*(?:device\s*=\s*)?["']cuda|\bdevice(?:_map)?\s*=\s*["']cuda|\btorch\.device\(\s*["']cuda/;

/** A warning if the author's code moves data to a CUDA GPU without checking for one. */
export function cudaWarnings(examples: readonly { code: string }[]): string[] {
  const needsCuda = examples.some(({ code }) => {
    const executed = code.replace(/^[ \t]*#.*$/gm, '');
    return CUDA.test(executed) && !/cuda\.is_available|except\b/.test(executed);
  });
  return needsCuda ? ["The author's example needs an NVIDIA GPU (CUDA)."] : [];
}

/** Warnings about the packages of cell 2. */
export function packageWarnings(environment: Environment): string[] {
  return [...foreignWarnings(environment), ...removalWarnings(environment)];
}

function foreignWarnings({ foreign, refused }: Environment): string[] {
  const misspelled = refused.filter(({ misspells }) => misspells !== undefined);
  return [
    ...(foreign.length > 0
      ? [
          `Cell 2 installs packages that the author lists but alacard does not know: ${listNames(foreign)}. Check them on PyPI first.`,
        ]
      : []),
    ...misspelled.map(
      ({ line, misspells }) => `Cell 2 skips ${line}, because its name is one letter away from ${misspells}.`,
    ),
  ];
}

/** Names separated by commas. A long list ends with how many more there are. */
export const listNames = (names: readonly string[]): string =>
  names.length > MAX_NAMES
    ? `${names.slice(0, MAX_NAMES).join(', ')} and ${names.length - MAX_NAMES} more`
    : names.join(', ');

function removalWarnings({ removed }: Environment): string[] {
  return (Object.keys(REMOVED_IN) as HeldBackLibrary[]).flatMap((library) => {
    const names = new Set(removed.filter((entry) => entry.library === library).map(({ name }) => name));
    const major = REMOVED_IN[library];
    return names.size === 0
      ? []
      : `The example uses APIs that ${library} ${major} removed (${[...names].slice(0, 3).join(', ')}), so cell 2 installs version ${major - 1}.`;
  });
}
