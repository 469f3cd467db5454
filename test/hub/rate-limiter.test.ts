import { expect, test } from 'vitest';
import { createRateLimiter } from '../../src/hub/client/rate-limiter.ts';

const never = () => Promise.reject(new Error('nobody has to wait'));

/** How many of so many requests are let in at once. */
async function countLetIn(rateLimiter: ReturnType<typeof createRateLimiter>, asked: number): Promise<number> {
  const passes: unknown[] = [];
  for (let index = 0; index < asked; index++)
    void rateLimiter.acquire('api', never).then((permit) => passes.push(permit));
  await new Promise((resolve) => setTimeout(resolve, 5));
  return passes.length;
}

test.each([
  ['nothing known of a limit', undefined, 0, 8],
  ['much left', '"api";r=400;t=200', 0, 8],
  ['a quarter of what is left', '"api";r=20;t=200', 0, 5],
  ['one at a time at the end', '"api";r=2;t=200', 0, 1],
  ['another limit is short', '"resolvers";r=2;t=200', 0, 8],
  ['the last second of the window, which `t` cuts off', '"api";r=2;t=3', 3_900, 1],
  ['the next window', '"api";r=2;t=3', 4_100, 8],
])('%s', async (_case, ratelimit, laterMs, letIn) => {
  let nowMs = 50_000;
  const rateLimiter = createRateLimiter(
    () => nowMs,
    () => {},
  );
  rateLimiter.learn({ ratelimit });
  nowMs += laterMs;
  expect(await countLetIn(rateLimiter, 8)).toBe(letIn);
});

test('a window that is used up opens a second after its end, and one goes ahead', async () => {
  let nowMs = 50_000;
  const closed: number[] = [];
  const rateLimiter = createRateLimiter(
    () => nowMs,
    (_name, waitMs) => closed.push(waitMs),
  );
  rateLimiter.learn({ ratelimit: '"api";r=0;t=3' });
  const waits: number[] = [];
  const wait = async (ms: number) => {
    waits.push(ms);
    nowMs += ms;
  };
  const first = await rateLimiter.acquire('api', wait);
  expect([closed, waits]).toEqual([[4_000], [4_000]]);
  expect(await countLetIn(rateLimiter, 3)).toBe(0);
  first.release(true);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await countLetIn(rateLimiter, 2)).toBe(2);
});
