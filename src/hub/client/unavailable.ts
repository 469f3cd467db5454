import { defined } from '../../defined.ts';
import { UnavailableError } from '../../errors.ts';
import type { Fault } from './fault.ts';

interface Circumstances {
  endpoint: URL;
  path: string;
  attempts: number;
  elapsedMs: number;
  timeoutMs: number;
  maxWaitMs: number;
  token?: string;
}

/** Says what was asked for, what came, how often and how long it was tried; the hint says what to do. */
export function unavailable(fault: Fault, circumstances: Circumstances): UnavailableError {
  const { endpoint, path, attempts, elapsedMs } = circumstances;
  const tries = `${attempts === 1 ? 'one try' : `${attempts} tries`} in ${formatSeconds(elapsedMs)}`;
  const effort = attempts === 0 ? 'not tried again so soon' : tries;
  const message = `${endpoint.origin} gave no usable answer to ${path.replace(/\?.*/s, '')}: ${fault.message}; ${effort}`;
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
    const longer = flags.length > 0 ? `, or let alacard wait with ${flags.join(' ')}` : '';
    const higher = token === undefined ? ' A token (HF_TOKEN) has a higher limit.' : '';
    return `Try again in ${formatSeconds(waitMs)}${longer}.${higher}`;
  }
  switch (kind) {
    case 'connect':
    case 'connect-timeout':
      return 'Check the network, HTTPS_PROXY and HF_ENDPOINT, then try again.';
    case 'tls':
      return 'If a proxy or a mirror signs with its own authority, name its CA file in REQUESTS_CA_BUNDLE or SSL_CERT_FILE.';
    case 'proxy':
      return 'Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY.';
    case 'redirect':
    case 'answer':
    case 'too-large':
      return 'Check that HF_ENDPOINT is a Hub, and that no proxy or login page answers in its place; then try again.';
    default:
      return 'Try again in a minute; a longer --timeout helps on a slow line.';
  }
}

/** `0.4 s`, `12 s`: short times to a tenth, longer ones rounded up. */
export function formatSeconds(ms: number): string {
  return ms < 10_000 ? `${Math.round(ms / 100) / 10} s` : `${Math.ceil(ms / 1_000)} s`;
}
