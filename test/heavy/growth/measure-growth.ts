import { startCpuClock } from '../../cpu-time.ts';

/** Less CPU time than this is fast enough, regardless of its growth. */
const FAST_MS = 300;
const DOUBLINGS = 3;
/** Three times as long as linear work takes. Quadratic work takes 64 times as long after three doublings. */
const MAX_RATIO = 3 * 2 ** DOUBLINGS;
const ATTEMPTS = 3;

/**
 * How much longer `run` takes for `length` than for an eighth of it, in CPU time, as a problem if that is too much. A
 * busy machine does not add to the CPU time of a process, and the best of three measurements counts.
 */
export async function findSuperlinear(
  run: (length: number) => unknown,
  length: number,
): Promise<string | undefined> {
  const measure = async (size: number, until: (ms: number) => boolean) => {
    let best = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < ATTEMPTS && !until(best); attempt++) {
      const end = startCpuClock();
      await run(size);
      best = Math.min(best, end());
    }
    return best;
  };
  const most = await measure(length, (ms) => ms < FAST_MS);
  if (most < FAST_MS) return undefined;
  const least = await measure(length / 2 ** DOUBLINGS, (ms) => most / ms <= MAX_RATIO);
  const ratio = most / least;
  return ratio <= MAX_RATIO
    ? undefined
    : `${Math.round(ratio)} times as long for ${2 ** DOUBLINGS} times the input: ${Math.round(least)} and ${Math.round(most)} ms`;
}
