import { describe, expect, it } from 'vitest';
import { Fault, toFault } from '../../src/hub/client/fault.ts';
import { findWaitMs } from '../../src/hub/client/rate-limit.ts';
import { planRetry } from '../../src/hub/client/retry.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');

describe('findWaitMs', () => {
  it.each<[Record<string, string>, number | undefined]>([
    [{}, undefined],
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': ' 0 ' }, 0],
    [{ 'retry-after': '-5' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': 'Tue, 24 Nov 2026 12:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Tue, 24 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after': 'Tue, 24 Nov 2026 12:00:30 GMT', date: 'Tue, 24 Nov 2026 12:00:10 GMT' }, 20_000],
    [{ 'retry-after': '3', ratelimit: '"api";r=0;t=55' }, 3_000],
    [{ ratelimit: '"api";r=0;t=55' }, 56_000],
    [{ ratelimit: '"api";r=12;t=55' }, undefined],
    [{ ratelimit: '"api"; r=0; t=20, "pages"; r=3; t=80' }, 21_000],
    [{ ratelimit: '"api";r=0;t=99999999999' }, undefined],
  ])('%j', (headers, expected) => {
    // Date.parse takes "-5" for a date long past.
    expect(findWaitMs(headers, NOW)).toBe(expected);
  });
});

describe('planRetry', () => {
  const state = { attempt: 1, connectFaultMs: 0, remainingMs: 60_000, maxWaitMs: 90_000, random: 1 };
  it.each<[string, Fault, Partial<typeof state>, number | undefined]>([
    ['backs off for half a second first', new Fault('status', ''), {}, 500],
    ['doubles the backoff', new Fault('status', ''), { attempt: 3 }, 2_000],
    ['adds jitter', new Fault('status', ''), { attempt: 3, random: 0 }, 1_000],
    ['gives up after five attempts', new Fault('reset', ''), { attempt: 5 }, undefined],
    ['gives up after three unusable answers', new Fault('answer', ''), { attempt: 3 }, undefined],
    ['waits as long as the server says', new Fault('status', '', { waitMs: 56_000 }), {}, 56_000],
    [
      'never waits longer than the maximum',
      new Fault('status', '', { waitMs: 91_000 }),
      { remainingMs: 200_000 },
      undefined,
    ],
    [
      'never waits beyond the deadline',
      new Fault('status', '', { waitMs: 56_000 }),
      { remainingMs: 50_000 },
      undefined,
    ],
    ['retries a failed connection soon', new Fault('connect', ''), {}, 150],
    ['gives up connecting after 0.3 s', new Fault('connect', ''), { connectFaultMs: 301 }, undefined],
    ['does not retry a connection timeout', new Fault('connect-timeout', ''), {}, undefined],
    ['does not retry a TLS failure', new Fault('tls', ''), {}, undefined],
    ['does not retry a refused redirect', new Fault('redirect', ''), {}, undefined],
  ])('%s', (_, fault, change, expected) => {
    expect(planRetry(fault, { ...state, ...change })).toBe(expected);
  });
});

describe('toFault', () => {
  const withCode = (code: string, message = 'x') => Object.assign(new Error(message), { code });
  const ofCall = (syscall: string, code: string) => Object.assign(withCode(code), { syscall });
  it.each<[Error, string | undefined]>([
    [withCode('ENOTFOUND'), 'connect'],
    [withCode('ECONNREFUSED'), 'connect'],
    [withCode('EHOSTUNREACH'), 'connect'],
    [withCode('ENETUNREACH'), 'connect'],
    [new AggregateError([withCode('ECONNREFUSED')]), 'connect'],
    [withCode('UND_ERR_CONNECT_TIMEOUT'), 'connect-timeout'],
    [withCode('ECONNRESET'), 'reset'],
    [withCode('EPIPE'), 'reset'],
    [withCode('UND_ERR_SOCKET'), 'reset'],
    [withCode('UND_ERR_BODY_TIMEOUT'), 'timeout'],
    [withCode('HPE_INVALID_CONSTANT'), 'answer'],
    [withCode('Z_DATA_ERROR'), 'answer'],
    [withCode('SELF_SIGNED_CERT_IN_CHAIN'), 'tls'],
    [withCode('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'tls'],
    [withCode('ERR_TLS_CERT_ALTNAME_INVALID'), 'tls'],
    [withCode('CERT_HAS_EXPIRED'), 'tls'],
    [withCode('UND_ERR_ABORTED', 'Proxy response (403) !== 200 when HTTP Tunneling'), 'proxy'],
    [ofCall('connect', 'UNKNOWN'), 'connect'],
    [ofCall('getaddrinfo', 'EAI_NODATA'), 'connect'],
    [ofCall('read', 'UNKNOWN'), 'reset'],
    [ofCall('open', 'UNKNOWN'), undefined],
    [new TypeError('a bug'), undefined],
  ])('%o', (error, kind) => {
    expect(toFault(error)?.kind).toBe(kind);
  });
});
