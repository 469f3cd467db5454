import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createRateLimiter } from '../../src/hub/client/rate-limiter.ts';

const never = () => Promise.reject(new Error('no request has to wait'));

/** How many of `asked` requests get a permit immediately. */
async function countLetIn(rateLimiter: ReturnType<typeof createRateLimiter>, asked: number): Promise<number> {
  const permits: unknown[] = [];
  for (let index = 0; index < asked; index++)
    void rateLimiter.acquire('api', never).then((permit) => permits.push(permit));
  // A request waits for its permit only through promises, which are all settled by then.
  await setImmediate();
  return permits.length;
}

test.each([
  ['all requests when no limit is known', undefined, 0, 8],
  ['all requests when much is left', '"api";r=400;t=200', 0, 8],
  ['a quarter of what is left', '"api";r=20;t=200', 0, 5],
  ['one request at a time when little is left', '"api";r=2;t=200', 0, 1],
  ['all requests when another limit is short', '"resolvers";r=2;t=200', 0, 8],
  ['one request in the last second of the window, which `t` cuts off', '"api";r=2;t=3', 3_900, 1],
  ['all requests in the next window', '"api";r=2;t=3', 4_100, 8],
])('permits %s', async (_case, ratelimit, laterMs, letIn) => {
  let nowMs = 50_000;
  const rateLimiter = createRateLimiter(
    () => nowMs,
    () => {},
  );
  rateLimiter.update({ ratelimit });
  nowMs += laterMs;
  expect(await countLetIn(rateLimiter, 8)).toBe(letIn);
});

test('reopens a second after a used-up window ends, with one trial request', async () => {
  let nowMs = 50_000;
  const closed: number[] = [];
  const rateLimiter = createRateLimiter(
    () => nowMs,
    (_name, waitMs) => closed.push(waitMs),
  );
  rateLimiter.update({ ratelimit: '"api";r=0;t=3' });
  const waits: number[] = [];
  const wait = async (ms: number) => {
    waits.push(ms);
    nowMs += ms;
  };
  const first = await rateLimiter.acquire('api', wait);
  expect([closed, waits]).toEqual([[4_000], [4_000]]);
  expect(await countLetIn(rateLimiter, 3)).toBe(0);
  first.release(true);
  await setImmediate();
  expect(await countLetIn(rateLimiter, 2)).toBe(2);
});
