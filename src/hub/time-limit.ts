import type { Hub, Readme } from './hub.ts';

export const DEFAULT_TOTAL_MS = 60_000;
/** Time for reading the card from the cache if the metadata used up the limit. */
const MIN_MS = 500;

/**
 * Limits the total time for one model. The metadata may use all of it, and the card may use the rest. A card that
 * arrives too late counts as unavailable, so that the notebook is generated from the metadata. Waits reported by
 * `onWait` do not count.
 */
export function limitTotal(hub: Hub, totalMs: number): Hub {
  let endsAt = performance.now() + totalMs;

  /** Runs `task` until the deadline. Waits push the deadline back. */
  async function withDeadline<T>(
    signal: AbortSignal | undefined,
    task: (options: { signal: AbortSignal; onWait: (ms: number) => void }) => Promise<T>,
    onLate?: () => T,
  ): Promise<T> {
    const controller = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    let isLate = false;
    const arm = () => {
      clearTimeout(timer);
      timer = setTimeout(
        () => {
          isLate = true;
          controller.abort(new DOMException('The time limit for this model was exceeded', 'TimeoutError'));
        },
        Math.ceil(Math.max(MIN_MS, endsAt - performance.now())),
      );
    };
    const onAbort = () => controller.abort(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    arm();
    try {
      const onWait = (ms: number) => {
        endsAt += ms;
        arm();
      };
      return await task({ signal: controller.signal, onWait });
    } catch (error) {
      if (!isLate || signal?.aborted || onLate === undefined) throw error;
      return onLate();
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  const late = (): Readme => ({
    status: 'unavailable',
    reason: `not received within the --timeout of ${totalMs / 1000} s`,
  });

  return {
    ...hub,
    model(id, options) {
      return hub.model(id, {
        ...options,
        onWait: (ms) => {
          endsAt += ms;
        },
      });
    },
    readme: (id, sha, options) =>
      withDeadline(options?.signal, (limits) => hub.readme(id, sha, { ...options, ...limits }), late),
    notebook: (id, sha, options) =>
      withDeadline(options?.signal, (limits) => hub.notebook(id, sha, { ...options, ...limits }), late),
    nearMatches(id, options) {
      return withDeadline(options?.signal, (limits) => hub.nearMatches(id, { ...options, ...limits }));
    },
  };
}
