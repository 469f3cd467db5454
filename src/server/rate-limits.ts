import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ShareRefusedError } from '../errors.ts';
import type { App } from './server-context.ts';

/** Requests that a client may send in a minute. */
export interface RateLimits {
  /** Notebooks to make or to keep. */
  writes: number;
  all: number;
}

export const DEFAULT_LIMITS: RateLimits = { writes: 30, all: 1_200 };

/** Each client has its own count: the address of the connection, or of a trusted proxy's word for it. */
export function addRateLimits(app: App, { writes, all }: RateLimits): void {
  const limiters = {
    writes: new RateLimiterMemory({ keyPrefix: 'writes', points: writes, duration: 60 }),
    all: new RateLimiterMemory({ keyPrefix: 'all', points: all, duration: 60 }),
  };
  app.addHook('onRequest', async (request, reply) => {
    await take(limiters.all, request, reply);
    if (request.method === 'POST') await take(limiters.writes, request, reply);
  });
}

async function take(limiter: RateLimiterMemory, request: FastifyRequest, reply: FastifyReply): Promise<void> {
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
