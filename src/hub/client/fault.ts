import { toPlainLine } from '../foreign-text.ts';

/**
 * - `connect`: DNS failure, no route or connection refused; `connect-timeout`: no response at all
 * - `tls`, `proxy`, `redirect`: permanent
 * - `reset`, `timeout`, `status`: transient; `answer`: a complete but unusable response
 */
export type FaultKind =
  | 'connect'
  | 'connect-timeout'
  | 'tls'
  | 'proxy'
  | 'redirect'
  | 'reset'
  | 'timeout'
  | 'status'
  | 'answer'
  | 'too-large';

/** Failures to connect, as opposed to failed requests. */
export const UNREACHABLE: ReadonlySet<FaultKind> = new Set(['connect', 'connect-timeout', 'tls', 'proxy']);

/** A failed attempt. `waitMs` is the wait that the server requested. */
export class Fault extends Error {
  readonly waitMs?: number;
  /** The HTTP status, if there was a response. */
  readonly status?: number;

  constructor(
    readonly kind: FaultKind,
    message: string,
    options: { waitMs?: number; status?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    if (options.waitMs !== undefined) this.waitMs = options.waitMs;
    if (options.status !== undefined) this.status = options.status;
  }
}

const BY_CODE: Record<string, [FaultKind, string]> = {
  ENOTFOUND: ['connect', 'DNS lookup failed'],
  EAI_AGAIN: ['connect', 'DNS lookup failed'],
  EAI_FAIL: ['connect', 'DNS lookup failed'],
  ENODATA: ['connect', 'DNS lookup failed'],
  ECONNREFUSED: ['connect', 'connection refused'],
  EHOSTUNREACH: ['connect', 'no route to the host'],
  EHOSTDOWN: ['connect', 'host is down'],
  ENETUNREACH: ['connect', 'no route to the network'],
  ENETDOWN: ['connect', 'network is down'],
  EADDRNOTAVAIL: ['connect', 'no route to the host'],
  EACCES: ['connect', 'connection not permitted'],
  EPERM: ['connect', 'connection not permitted'],
  ETIMEDOUT: ['connect-timeout', 'connection timed out'],
  UND_ERR_CONNECT_TIMEOUT: ['connect-timeout', 'connection timed out'],
  UND_ERR_HEADERS_TIMEOUT: ['timeout', 'response timed out'],
  UND_ERR_BODY_TIMEOUT: ['timeout', 'response stalled'],
  UND_ERR_SOCKET: ['reset', 'connection closed'],
  UND_ERR_HEADERS_OVERFLOW: ['answer', 'response headers are too large'],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['answer', 'response does not match its content length'],
  Z_BUF_ERROR: ['answer', 'compressed response is truncated'],
  Z_DATA_ERROR: ['answer', 'compressed response is corrupted'],
};

/** Classifies an error of undici, Node or zlib. Undefined if it is not a network error. */
export function toFault(error: unknown): Fault | undefined {
  if (error instanceof Fault) return error;
  if (!(error instanceof Error)) return undefined;
  const inner = error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error;
  if (inner.cause instanceof Fault) return inner.cause;
  const code = String((inner as NodeJS.ErrnoException).code ?? '');
  const proxyStatus = /Proxy (?:response|Authentication Required) \((\d+)\)/.exec(inner.message)?.[1];
  if (proxyStatus !== undefined) return proxyFault(Number(proxyStatus), error);
  const known = BY_CODE[code];
  if (known) return new Fault(known[0], `${known[1]} (${code})`, { cause: error });
  if (/CERT|^ERR_TLS|^ERR_SSL|UNABLE_TO_|SELF_SIGNED|^EPROTO$|^UND_ERR_PRX_TLS/.test(code)) {
    return new Fault('tls', `TLS connection failed (${code})`, { cause: error });
  }
  if (/^HPE_/.test(code) || inner.name === 'HTTPParserError') {
    return new Fault('answer', 'response is not valid HTTP', { cause: error });
  }
  if (/^(?:Z_|ERR_BROTLI|ERR__ERROR|ERR_PADDING)/.test(code)) {
    return new Fault('answer', 'compressed response is corrupted', { cause: error });
  }
  if (/^E[A-Z]+$/.test(code)) return new Fault('reset', `connection closed (${code})`, { cause: error });
  // On Windows, Node reports some socket errors as UNKNOWN.
  const { syscall } = inner as NodeJS.ErrnoException;
  if (syscall === 'connect' || syscall === 'getaddrinfo') {
    return new Fault('connect', `connection failed (${code})`, { cause: error });
  }
  if (syscall === 'read' || syscall === 'write') {
    return new Fault('reset', `connection closed (${code})`, { cause: error });
  }
  return undefined;
}

/** An error response from the proxy itself: 407, or an error status in response to CONNECT. */
export function proxyFault(status: number, cause?: unknown): Fault {
  const message =
    status === 407 ? 'the proxy requires authentication (407)' : `refused by the proxy (${status})`;
  return new Fault(status >= 500 ? 'status' : 'proxy', message, { cause });
}

/** A fault for a successful but unusable response. */
export function badAnswer(what: string): Fault {
  return new Fault('answer', toPlainLine(what));
}
