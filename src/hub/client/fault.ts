import { toPlainLine } from '../foreign-text.ts';

/**
 * - `connect`: no name, no route, refused; `connect-timeout`: nothing answers at all
 * - `tls`, `proxy`, `redirect`: will be no better next time
 * - `reset`, `timeout`, `status`: may pass; `answer`: came whole, but can't be used
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

/** What went wrong with one attempt; `waitMs` is how long the server asked to wait. */
export class Fault extends Error {
  readonly waitMs?: number;
  /** Of the answer, where there was one. */
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
  ENOTFOUND: ['connect', 'there is no address for the name'],
  EAI_AGAIN: ['connect', 'the name could not be looked up'],
  EAI_FAIL: ['connect', 'the name could not be looked up'],
  ENODATA: ['connect', 'there is no address for the name'],
  ECONNREFUSED: ['connect', 'the connection was refused'],
  EHOSTUNREACH: ['connect', 'there is no route to the host'],
  EHOSTDOWN: ['connect', 'the host is down'],
  ENETUNREACH: ['connect', 'there is no route to the network'],
  ENETDOWN: ['connect', 'the network is down'],
  EADDRNOTAVAIL: ['connect', 'there is no route to the host'],
  EACCES: ['connect', 'the system does not allow the connection'],
  EPERM: ['connect', 'the system does not allow the connection'],
  ETIMEDOUT: ['connect-timeout', 'nothing answered the connection'],
  UND_ERR_CONNECT_TIMEOUT: ['connect-timeout', 'nothing answered the connection'],
  UND_ERR_HEADERS_TIMEOUT: ['timeout', 'no answer came in time'],
  UND_ERR_BODY_TIMEOUT: ['timeout', 'the answer stopped coming'],
  UND_ERR_SOCKET: ['reset', 'the connection was cut'],
  UND_ERR_HEADERS_OVERFLOW: ['answer', "the answer's headers are too large"],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['answer', 'the answer is not as long as it says'],
  Z_BUF_ERROR: ['answer', 'the compressed answer was cut'],
  Z_DATA_ERROR: ['answer', 'the compressed answer is damaged'],
};

/** Sorts what undici, Node or zlib threw; undefined for what is no fault of the network. */
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
    return new Fault('tls', `no secure connection (${code})`, { cause: error });
  }
  if (/^HPE_/.test(code) || inner.name === 'HTTPParserError') {
    return new Fault('answer', 'the answer is no HTTP', { cause: error });
  }
  if (/^(?:Z_|ERR_BROTLI|ERR__ERROR|ERR_PADDING)/.test(code)) {
    return new Fault('answer', 'the compressed answer is damaged', { cause: error });
  }
  if (/^E[A-Z]+$/.test(code)) return new Fault('reset', `the connection was cut (${code})`, { cause: error });
  // Windows has errors of sockets that Node knows no name for: UNKNOWN.
  const { syscall } = inner as NodeJS.ErrnoException;
  if (syscall === 'connect' || syscall === 'getaddrinfo') {
    return new Fault('connect', `no connection could be made (${code})`, { cause: error });
  }
  if (syscall === 'read' || syscall === 'write') {
    return new Fault('reset', `the connection was cut (${code})`, { cause: error });
  }
  return undefined;
}

/** A proxy's own refusal: 407, or another status in answer to CONNECT. */
export function proxyFault(status: number, cause?: unknown): Fault {
  const message =
    status === 407 ? 'the proxy asks for a user and password (407)' : `the proxy refused (${status})`;
  return new Fault(status >= 500 ? 'status' : 'proxy', message, { cause });
}

/** An answer that came with a success status but is not what was asked for. */
export function badAnswer(what: string): Fault {
  return new Fault('answer', toPlainLine(what));
}
