import type { FastifyBaseLogger } from 'fastify';
import type { Store } from '../store/store.ts';

const DAY_MS = 24 * 3_600_000;
const INTERVAL_MS = 600_000;
/** How long an expired share is reported as expired and not as not found. */
const EXPIRED_RETENTION_MS = 7 * DAY_MS;
/** How long a request may be repeated with its Idempotency-Key. */
const IDEMPOTENCY_RETENTION_MS = DAY_MS;

/** Removes expired data every ten minutes. @returns a function that stops it */
export function startJanitor(store: Store, now: () => number, log: FastifyBaseLogger): () => void {
  const isoBefore = (ms: number) => new Date(now() - ms).toISOString();
  async function sweep(): Promise<void> {
    try {
      const notebooks = await store.sweep({
        expiredBefore: isoBefore(EXPIRED_RETENTION_MS),
        rememberedBefore: isoBefore(IDEMPOTENCY_RETENTION_MS),
      });
      await store.jobs.sweep(isoBefore(DAY_MS));
      if (notebooks > 0) log.info({ notebooks }, 'removed expired notebooks');
    } catch (error) {
      log.warn({ err: error }, 'could not remove expired notebooks');
    }
  }
  const timer = setInterval(sweep, INTERVAL_MS).unref();
  void sweep();
  return () => clearInterval(timer);
}
