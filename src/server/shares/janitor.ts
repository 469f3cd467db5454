import type { FastifyBaseLogger } from 'fastify';
import type { Store } from '../store/store.ts';

const DAY = 24 * 3_600_000;
const EVERY_MS = 600_000;
/** So long a share that expired is said to have, rather than not to be there. */
const GONE_AFTER_MS = 7 * DAY;
/** So long a request may be repeated with its Idempotency-Key. */
const FORGET_AFTER_MS = DAY;

/** Removes what expired, every ten minutes. Returns what ends it. */
export function startJanitor(store: Store, now: () => number, log: FastifyBaseLogger): () => void {
  const isoBefore = (ms: number) => new Date(now() - ms).toISOString();
  async function tidy(): Promise<void> {
    try {
      const notebooks = await store.sweep({
        goneBefore: isoBefore(GONE_AFTER_MS),
        forgetBefore: isoBefore(FORGET_AFTER_MS),
      });
      await store.jobs.sweep(isoBefore(DAY));
      if (notebooks > 0) log.info({ notebooks }, 'removed what expired');
    } catch (error) {
      log.warn({ err: error }, 'what expired could not be removed');
    }
  }
  const timer = setInterval(tidy, EVERY_MS).unref();
  void tidy();
  return () => clearInterval(timer);
}
