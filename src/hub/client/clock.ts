import { setTimeout as delay } from 'node:timers/promises';

/** Time as an argument, so that a test can drive it. */
export interface Clock {
  /** The wall clock, in ms since 1970. */
  now: () => number;
  /** A clock that never jumps, in ms since some moment. */
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
