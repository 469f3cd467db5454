import type { Hub } from '../hub/hub.ts';

export const DEFAULT_TOTAL_MS = 60_000;
/** What the cache gets where the metadata took all the time. */
const LEAST_MS = 500;

/**
 * Holds one model to a total time: the metadata may take all of it, the card what is left. A card that comes
 * too late is an unavailable one, so that the notebook is made from the metadata.
 */
export function limitTotal(hub: Hub, totalMs: number): Hub {
  const endsAt = performance.now() + totalMs;
  const leftMs = () => Math.ceil(Math.max(LEAST_MS, endsAt - performance.now()));
  const withDeadline = (signal?: AbortSignal) => {
    const deadline = AbortSignal.timeout(leftMs());
    return { deadline, signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]) };
  };
  return {
    ...hub,
    async readme(id, sha, options) {
      const { deadline, signal } = withDeadline(options?.signal);
      try {
        return await hub.readme(id, sha, { ...options, signal });
      } catch (error) {
        if (!deadline.aborted || options?.signal?.aborted) throw error;
        return {
          status: 'unavailable',
          reason: `it did not come within the ${totalMs / 1000} s of --timeout`,
        };
      }
    },
    nearMatches(id, options) {
      return hub.nearMatches(id, { ...options, signal: withDeadline(options?.signal).signal });
    },
  };
}
