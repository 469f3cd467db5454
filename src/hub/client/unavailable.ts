import { defined } from '../../defined.ts';
import { UnavailableError } from '../../errors.ts';
import { type Fault, UNREACHABLE } from './fault.ts';

interface Circumstances {
  endpoint: URL;
  path: string;
  attempts: number;
  elapsedMs: number;
  timeoutMs: number;
  maxWaitMs: number;
  token?: string;
}

/** The error for a request that failed: what failed, why, after how many attempts, and what to do. */
export function unavailable(fault: Fault, circumstances: Circumstances): UnavailableError {
  const { endpoint, path, attempts, elapsedMs } = circumstances;
  const tries = `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'} in ${formatSeconds(elapsedMs)}`;
  const effort = attempts === 0 ? 'failed moments ago, not retried yet' : tries;
  const what = UNREACHABLE.has(fault.kind)
    ? `could not reach ${endpoint.host}`
    : `request to ${endpoint.host}${path.replace(/\?.*/s, '')} failed`;
  const message = `${what}: ${fault.message}, ${effort}`;
  return new UnavailableError(message, {
    cause: fault,
    hint: hintFor(fault, circumstances),
    ...defined({ retryAfterMs: fault.waitMs }),
  });
}

function hintFor({ kind, waitMs }: Fault, { maxWaitMs, timeoutMs, token }: Circumstances): string {
  if (waitMs !== undefined) {
    const flags = [
      ...(waitMs > maxWaitMs ? [`--max-wait ${Math.ceil(waitMs / 1_000)}`] : []),
      ...(waitMs > timeoutMs ? [`--timeout ${Math.ceil(waitMs / 1_000) + 30}`] : []),
    ];
    const longer = flags.length > 0 ? `, or let alacard wait longer: ${flags.join(' ')}` : '';
    const higher = token === undefined ? ' With a token (HF_TOKEN), the limit is higher.' : '';
    return `Try again in ${formatSeconds(waitMs)}${longer}.${higher}`;
  }
  switch (kind) {
    case 'connect':
    case 'connect-timeout':
      return 'Check your network, HTTPS_PROXY and HF_ENDPOINT. To list the built-in models, run: alacard popular --offline';
    case 'tls':
      return 'If a proxy or mirror uses a private certificate authority, set REQUESTS_CA_BUNDLE or SSL_CERT_FILE to its CA file.';
    case 'proxy':
      return 'Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY.';
    case 'redirect':
    case 'answer':
    case 'too-large':
      return 'Check that HF_ENDPOINT is the URL of the Hub or a mirror, and that no proxy or login page responds instead.';
    default:
      return 'Try again in a minute. On a slow connection, use a longer --timeout.';
  }
}

/** Formats `0.4 s` or `12 s`. Times of 10 s and more are rounded up to full seconds. */
export function formatSeconds(ms: number): string {
  return ms < 10_000 ? `${Math.round(ms / 100) / 10} s` : `${Math.ceil(ms / 1_000)} s`;
}
