import { startCpuClock } from '../../cpu-time.ts';

/** Less CPU time than this is fast enough, whatever its growth. */
const FAST_MS = 300;
const DOUBLINGS = 3;
/** Three times what linear work takes. Quadratic work takes 64 times as long after three doublings. */
const MAX_RATIO = 3 * 2 ** DOUBLINGS;
const ATTEMPTS = 3;

/**
 * How much longer `run` takes for `length` than for an eighth of it, in CPU time, as a problem if that is too much. A
 * busy machine hardly adds to the CPU time of a process, and growth counts only if it shows three times.
 */
export async function findSuperlinear(
  run: (length: number) => unknown,
  length: number,
): Promise<string | undefined> {
  const once = async (size: number) => {
    const end = startCpuClock();
    await run(size);
    return end();
  };
  let problem: string | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const most = await once(length);
    if (most < FAST_MS) return undefined;
    const least = await once(length / 2 ** DOUBLINGS);
    if (most / least <= MAX_RATIO) return undefined;
    problem = `${Math.round(most / least)} times as long for ${2 ** DOUBLINGS} times the input: ${Math.round(least)} and ${Math.round(most)} ms`;
  }
  return problem;
}
