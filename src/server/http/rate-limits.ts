import type { Pool } from 'pg';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { ShareRefusedError } from '../../errors.ts';
import type { App } from '../fastify-app.ts';
import { clientKey } from './client-key.ts';
import { HEALTH_CHECKS } from './probe-routes.ts';

/** Requests per client per minute. */
export interface RateLimits {
  /** POST requests, which generate or upload notebooks. */
  writes: number;
  all: number;
}

const TOO_MANY = 'too many requests from your address';

export const DEFAULT_LIMITS: RateLimits = { writes: 30, all: 1_200 };

/**
 * Limits the requests per client address. Trusted proxies report that address.
 * @param pool Postgres database where all servers count writes together
 */
export function addRateLimits(app: App, { writes, all }: RateLimits, pool?: Pool): void {
  const limiters = {
    writes: createWriteLimiter(writes, pool),
    all: new RateLimiterMemory({ keyPrefix: 'all', points: all, duration: 60 }),
  };
  app.addHook('onRequest', async (request) => {
    if (HEALTH_CHECKS.has(request.routeOptions.url)) return;
    const client = clientKey(request.ip);
    await consumePoint(limiters.all, client, TOO_MANY);
    if (request.method === 'POST') await consumePoint(limiters.writes, client, TOO_MANY);
  });
}

function createWriteLimiter(points: number, pool?: Pool): RateLimiterAbstract {
  const limits = { keyPrefix: 'writes', points, duration: 60 };
  const memoryLimiter = new RateLimiterMemory(limits);
  if (pool === undefined) return memoryLimiter;
  return new RateLimiterPostgres({
    ...limits,
    storeClient: pool,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: true,
    // A client over the limit triggers no further queries. If the database is unavailable, each server counts on its
    // own.
    inMemoryBlockOnConsumed: points + 1,
    insuranceLimiter: memoryLimiter,
  });
}

/**
 * Counts a request of this client or other key.
 * @param hints added to the hint that says when to try again
 * @throws ShareRefusedError if there were too many
 */
export async function consumePoint(
  limiter: RateLimiterAbstract,
  key: string,
  message: string,
  ...hints: string[]
): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const { msBeforeNext } = refusal;
    throw new ShareRefusedError('RATE_LIMITED', message, {
      hint: [`Try again in ${Math.ceil(msBeforeNext / 1_000)} seconds.`, ...hints].join(' '),
      retryAfterMs: msBeforeNext,
    });
  }
}
