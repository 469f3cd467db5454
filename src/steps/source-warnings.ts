import type { Environment } from '../example/environment.ts';
import type { Resolution } from './resolve-model.ts';

/** What the reader must know of where the facts came from. How old a cached answer is changes no byte of the notebook. */
export function sourceWarnings({ info, source, reason }: Resolution): string[] {
  if (source === 'snapshot') {
    const pin =
      info.sha === undefined
        ? 'No revision is known, so nothing is pinned.'
        : 'The pinned revision is the one known then.';
    return [
      `The Hub was not reached: this notebook was made from the metadata built into alacard (${reason?.match(/snapshot is of (\S+)/)?.[1] ?? 'undated'}). ${pin}`,
    ];
  }
  if (source === 'local')
    return ['Made from a local model card: no revision is known, so nothing is pinned.'];
  return info.sha === undefined ? ['The Hub named no revision, so nothing is pinned.'] : [];
}

export function removalWarnings({ removed }: Environment): string[] {
  if (removed.length === 0) return [];
  return [
    `The example uses what transformers 5 removed (${removed.slice(0, 3).join(', ')}), so cell 2 installs version 4.`,
  ];
}
