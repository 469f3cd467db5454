import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { UsageError } from '../../errors.ts';
import { clientKey } from './client-key.ts';

const MAX_LENGTH = 128;
const MIN_BITS = 128;
/** A random key almost never has fewer different characters than this. */
const MIN_DIFFERENT = 8;
/** Bits per character if the characters are random. The first alphabet that matches applies. */
const ALPHABETS: readonly [characters: RegExp, bits: number][] = [
  [/^\d+$/, Math.log2(10)],
  [/^[\da-f]+$/i, 4],
  // Words. Of all keys with 16 random bytes in base64url, 1 in 80 million looks like this.
  [/^[a-z_-]+$/, Math.log2(26)],
  [/^[\w+/=-]+$/, 6],
];
const UUID = /^[\da-f]{8}-[\da-f]{4}-([\da-f])[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/i;

/**
 * The request's Idempotency-Key and a digest of the request. A key is valid for one client only, because repeating a
 * request returns its deletion token.
 * @throws UsageError for a key that could be guessed
 */
export function readIdempotencyKey(
  request: FastifyRequest,
  body: Uint8Array,
): { key: string; request: string } | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !mayBeRandom(key)) {
    throw new UsageError(
      'Idempotency-Key must be random, long enough to hold 128 bits, and at most 128 characters',
      {
        hint: 'Use 32 hexadecimal digits, 22 characters of base64url or a version 4 UUID, new for each request.',
      },
    );
  }
  const digest = createHash('sha256').update(body).digest('hex');
  return { key: `${clientKey(request.ip)} ${key}`, request: `${request.method} ${request.url} ${digest}` };
}

/**
 * Whether the key is long enough to hold the random bits. A version 4 UUID has 122, which is enough. Other versions
 * have fewer.
 */
function mayBeRandom(key: string): boolean {
  if (key.length > MAX_LENGTH || new Set(key.toLowerCase()).size < MIN_DIFFERENT) return false;
  const version = UUID.exec(key)?.[1];
  if (version !== undefined) return version === '4';
  const bits = ALPHABETS.find(([characters]) => characters.test(key))?.[1] ?? 0;
  return key.length * bits >= MIN_BITS;
}
