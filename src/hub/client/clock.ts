import { setTimeout as delay } from 'node:timers/promises';

/** A clock that is passed as an argument, so that tests can control it. */
export interface Clock {
  /** The wall clock, in ms since 1970. */
  now: () => number;
  /** A monotonic clock, in ms since an arbitrary moment. */
  monotonicNow: () => number;
  /** @throws the signal's reason */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export const systemClock: Clock = {
  now: Date.now,
  monotonicNow: () => performance.now(),
  async sleep(ms, signal) {
    await delay(ms, undefined, signal && { signal }).catch(() => signal?.throwIfAborted());
  },
};
