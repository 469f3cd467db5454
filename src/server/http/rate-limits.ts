import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { ShareRefusedError } from '../../errors.ts';
import type { App } from '../fastify-app.ts';

/** Requests that a client may send in a minute. */
export interface RateLimits {
  /** Notebooks to make or to keep. */
  writes: number;
  all: number;
}

export const DEFAULT_LIMITS: RateLimits = { writes: 30, all: 1_200 };

/**
 * Each client has its own count: the address of the connection, or of a trusted proxy's word for it. Of writes, all
 * servers of one Postgres (`pool`) count together.
 */
export function addRateLimits(app: App, { writes, all }: RateLimits, pool?: Pool): void {
  const limiters = {
    writes: limitWrites(writes, pool),
    all: new RateLimiterMemory({ keyPrefix: 'all', points: all, duration: 60 }),
  };
  app.addHook('onRequest', (request, reply) => {
    const taken = take(limiters.all, request, reply);
    return request.method === 'POST' ? taken.then(() => take(limiters.writes, request, reply)) : taken;
  });
}

function limitWrites(points: number, pool?: Pool): RateLimiterAbstract {
  const limits = { keyPrefix: 'writes', points, duration: 60 };
  const here = new RateLimiterMemory(limits);
  if (pool === undefined) return here;
  return new RateLimiterPostgres({
    ...limits,
    storeClient: pool,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: true,
    // Who is over the limit asks the database no more; where that does not answer, each server counts for itself.
    inMemoryBlockOnConsumed: points + 1,
    insuranceLimiter: here,
  });
}

async function take(
  limiter: RateLimiterAbstract,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  try {
    await limiter.consume(toClient(request.ip));
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const seconds = Math.ceil(refusal.msBeforeNext / 1_000);
    reply.header('retry-after', seconds);
    throw new ShareRefusedError('RATE_LIMITED', 'too many requests from your address', {
      hint: `Try again in ${seconds} seconds.`,
    });
  }
}

/** Whoever has one IPv6 address has the whole /64 around it. */
function toClient(ip: string): string {
  if (!ip.includes(':') || ip.startsWith('::ffff:')) return ip;
  const [head = '', tail] = ip.split('::');
  const groups = head.split(':').filter(Boolean);
  if (tail !== undefined) while (groups.length < 4) groups.push('0');
  return groups.slice(0, 4).join(':');
}
