import type { Clock } from '../src/hub/client/clock.ts';

export interface TestClock extends Clock {
  /** The waits so far, in ms. */
  slept: number[];
  advance(ms: number): void;
}

/** A clock that only a test or a sleep advances. Sleeping takes no time. */
export function createTestClock(startMs = Date.parse('2026-11-24T12:00:00Z')): TestClock {
  let nowMs = startMs;
  const slept: number[] = [];
  const advance = (ms: number) => {
    nowMs += ms;
  };
  return {
    slept,
    advance,
    now: () => nowMs,
    monotonicNow: () => nowMs,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      slept.push(ms);
      advance(ms);
    },
  };
}
