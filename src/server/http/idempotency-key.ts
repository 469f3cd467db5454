import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { UsageError } from '../../errors.ts';

/** The request's Idempotency-Key and a digest of the request. @throws UsageError */
export function readIdempotencyKey(
  request: FastifyRequest,
  body: Uint8Array,
): { key: string; request: string } | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{8,200}$/.test(key)) {
    throw new UsageError('Idempotency-Key must have 8 to 200 visible ASCII characters', {
      hint: 'Use a random UUID, for example.',
    });
  }
  const digest = createHash('sha256').update(body).digest('hex');
  return { key, request: `${request.method} ${request.url} ${digest}` };
}
