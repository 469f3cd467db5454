import type { FastifyRequest } from 'fastify';
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

/** Requests per client per minute. */
export interface RateLimits {
  /** POST requests, which generate or upload notebooks. */
  writes: number;
  all: number;
}

/** Monitoring tools must get a response even from a busy server. */
const UNLIMITED: ReadonlySet<string | undefined> = new Set(['/healthz', '/readyz']);

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
    if (UNLIMITED.has(request.routeOptions.url)) return;
    await consume(limiters.all, request);
    if (request.method === 'POST') await consume(limiters.writes, request);
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

async function consume(limiter: RateLimiterAbstract, request: FastifyRequest): Promise<void> {
  try {
    await limiter.consume(clientKey(request.ip));
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const { msBeforeNext } = refusal;
    throw new ShareRefusedError('RATE_LIMITED', 'too many requests from your address', {
      hint: `Try again in ${Math.ceil(msBeforeNext / 1_000)} seconds.`,
      retryAfterMs: msBeforeNext,
    });
  }
}
