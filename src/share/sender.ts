import { defined } from '../defined.ts';
import { UnavailableError } from '../errors.ts';
import { type Body, readBody } from '../hub/client/body.ts';
import { systemClock } from '../hub/client/clock.ts';
import { Fault, proxyFault, toFault } from '../hub/client/fault.ts';
import { openNetwork } from '../hub/client/network.ts';
import { findWaitMs, type Headers, headerOf } from '../hub/client/rate-limit.ts';
import { planRetry } from '../hub/client/retry.ts';
import { formatSeconds } from '../hub/client/unavailable.ts';
import type { ShareTargetOptions } from './share-target.ts';

/** GitHub's response repeats the notebook. */
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;
const RETRYABLE_STATUSES = new Set([408, 429, 500, 502, 503, 504]);

export interface SendRequest {
  method: 'POST' | 'DELETE';
  /** Path and query, relative to the endpoint. */
  path: string;
  headers: Record<string, string>;
  body?: Uint8Array;
  /** Whether sending the request twice has the same effect as sending it once. */
  isIdempotent: boolean;
  signal?: AbortSignal;
}

export interface SentResponse extends Body {
  status: number;
  headers: Headers;
}

/** Sends requests that change something. Retries if that is safe, and never follows redirects. */
export interface Sender {
  /**
   * @returns the last response, whatever its status
   * @throws UnavailableError if there was none, or the signal's reason
   */
  send(request: SendRequest): Promise<SentResponse>;
  close(): Promise<void>;
}

/** @param checks what the hint asks the user to check if the server does not respond */
export async function createSender(options: ShareTargetOptions, checks: string): Promise<Sender> {
  const endpoint = new URL(options.endpoint);
  const { now, monotonicNow, sleep } = { ...systemClock, ...options };
  const network = await openNetwork({ ...options, endpoint });

  async function send(request: SendRequest): Promise<SentResponse> {
    const { method, signal } = request;
    const path = request.path.replace(/\?.*/s, '');
    const startedAt = monotonicNow();
    let waitedMs = 0;
    let connectFaultSince: number | undefined;
    for (let attempt = 1; ; attempt++) {
      const remainingMs = () => options.timeoutMs + waitedMs - (monotonicNow() - startedAt);
      const attemptStartedAt = monotonicNow();
      options.onEvent({ type: 'request', method, path, attempt });
      const outcome = await sendOnce(request, remainingMs());
      const fault = outcome instanceof Fault ? outcome : findRetryableFault(outcome, now());
      if (fault === undefined) return outcome as SentResponse;
      connectFaultSince = fault.kind === 'connect' ? (connectFaultSince ?? attemptStartedAt) : undefined;
      const isRateLimited = fault.waitMs !== undefined;
      const waitMs = isRetryable(fault, request)
        ? planRetry(fault, {
            attempt,
            connectFaultMs: connectFaultSince === undefined ? 0 : monotonicNow() - connectFaultSince,
            remainingMs: isRateLimited ? Number.POSITIVE_INFINITY : remainingMs(),
            maxWaitMs: options.maxWaitMs - waitedMs,
            random: Math.random(),
          })
        : undefined;
      if (waitMs === undefined) {
        if (!(outcome instanceof Fault)) return outcome;
        throw toUnavailable(fault, request, attempt, monotonicNow() - startedAt);
      }
      options.onEvent(
        isRateLimited
          ? { type: 'rate-limit', path, waitMs, of: endpoint.host }
          : { type: 'retry', path, reason: fault.message, waitMs },
      );
      await sleep(waitMs, signal);
      if (isRateLimited) waitedMs += waitMs;
    }
  }

  async function sendOnce(request: SendRequest, timeoutMs: number): Promise<SentResponse | Fault> {
    const limit = Math.max(1, Math.ceil(timeoutMs));
    const timeout = AbortSignal.timeout(limit);
    try {
      const url = new URL(options.endpoint + request.path);
      const { statusCode, headers, body } = await network.request(url, {
        method: request.method,
        signal: request.signal ? AbortSignal.any([request.signal, timeout]) : timeout,
        headersTimeout: limit,
        bodyTimeout: limit,
        headers: { 'accept-encoding': 'gzip, br', 'user-agent': options.userAgent, ...request.headers },
        ...defined({ body: request.body }),
      });
      const encoding = headerOf(headers, 'content-encoding');
      return { status: statusCode, headers, ...(await readBody(body, encoding, MAX_RESPONSE_BYTES)) };
    } catch (error) {
      request.signal?.throwIfAborted();
      if (timeout.aborted) return new Fault('timeout', 'the response did not arrive in time');
      const fault = toFault(error);
      if (fault === undefined) throw error;
      return fault;
    }
  }

  function toUnavailable(
    fault: Fault,
    { method, path, isIdempotent }: SendRequest,
    attempts: number,
    elapsedMs: number,
  ) {
    const tries = `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'} in ${formatSeconds(elapsedMs)}`;
    const warning =
      isIdempotent || isUnprocessed(fault) ? '' : ' The request may have succeeded despite this error.';
    return new UnavailableError(
      `${method} ${endpoint.origin}${path.replace(/\?.*/s, '')} failed: ${fault.message} (${tries})`,
      {
        cause: fault,
        hint:
          fault.kind === 'tls'
            ? 'If the server uses a private certificate authority, set SSL_CERT_FILE to its CA file.'
            : `Check ${checks}, then try again.${warning}`,
      },
    );
  }

  return { send, close: () => network.close() };
}

/** The fault if the response is worth a retry. */
function findRetryableFault({ status, headers }: SentResponse, now: number): Fault | undefined {
  if (status === 407) return proxyFault(status);
  const waitMs = [403, 429, 503].includes(status) ? findWaitMs(headers, now) : undefined;
  if (!RETRYABLE_STATUSES.has(status) && waitMs === undefined) return undefined;
  const prefix = status === 429 || status === 403 ? 'rate limited, ' : '';
  return new Fault('status', `${prefix}HTTP ${status}`, { status, ...defined({ waitMs }) });
}

const isRetryable = (fault: Fault, { isIdempotent }: SendRequest) => isIdempotent || isUnprocessed(fault);

/** Whether the server certainly did not process the request. */
const isUnprocessed = ({ kind, status, waitMs }: Fault) =>
  kind === 'connect' || status === 429 || (status === 403 && waitMs !== undefined);
