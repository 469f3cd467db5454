import type { ResolvedModel } from '../hub/hub.ts';

/** A model's metadata and where it came from; `readme` is its card's text where that was at hand already. */
export interface Resolution {
  info: ResolvedModel['info'];
  source: ResolvedModel['source'] | 'local';
  requestedId: string;
  /** Of what the cache had. */
  ageMs?: number;
  /** Why the Hub was not asked, or did not answer. */
  reason?: string;
  readme?: string;
}
