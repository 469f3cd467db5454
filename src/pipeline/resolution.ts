import type { ResolvedModel } from '../hub/hub.ts';

/** A model's metadata and where it came from. `readme` is the text of a local model's card. */
export interface Resolution {
  info: ResolvedModel['info'];
  source: ResolvedModel['source'] | 'local';
  requestedId: string;
  /** Age of the cached metadata. */
  ageMs?: number;
  /** Why the Hub was not queried or did not respond. */
  reason?: string;
  readme?: string;
}
