import { request as undiciRequest } from 'undici';
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

/** GitHub's answer repeats the notebook. */
const ANSWER_CAP = 16 * 1024 * 1024;
const MAY_PASS = new Set([408, 429, 500, 502, 503, 504]);

export interface Sending {
  method: 'POST' | 'DELETE';
  /** Below the endpoint, with its query. */
  path: string;
  headers: Record<string, string>;
  body?: Uint8Array;
  /** Whether a second one does no more than the first, should the first have arrived. */
  isRepeatable: boolean;
  signal?: AbortSignal;
}

export interface SentAnswer extends Body {
  status: number;
  headers: Headers;
}

/** Sends what changes something there: repeated where that does no harm, and never along a redirect. */
export interface Sender {
  /** The last answer, whatever its status. @throws UnavailableError where there was none; the signal's reason */
  send(sending: Sending): Promise<SentAnswer>;
  close(): Promise<void>;
}

/** `checks`: what the person should look at where nothing answers. */
export async function createSender(options: ShareTargetOptions, checks: string): Promise<Sender> {
  const endpoint = new URL(options.endpoint);
  const { now, monotonicNow, sleep } = { ...systemClock, ...options };
  const network = await openNetwork({ ...options, endpoint });

  async function send(sending: Sending): Promise<SentAnswer> {
    const { method, signal } = sending;
    const path = sending.path.replace(/\?.*/s, '');
    const startedAt = monotonicNow();
    let waitedMs = 0;
    let connectFaultSince: number | undefined;
    for (let attempt = 1; ; attempt++) {
      const remainingMs = () => options.timeoutMs + waitedMs - (monotonicNow() - startedAt);
      const attemptAt = monotonicNow();
      options.onEvent({ type: 'request', method, path, attempt });
      const outcome = await attemptOnce(sending, remainingMs());
      const fault = outcome instanceof Fault ? outcome : findFault(outcome, now());
      if (fault === undefined) return outcome as SentAnswer;
      connectFaultSince = fault.kind === 'connect' ? (connectFaultSince ?? attemptAt) : undefined;
      const isAsked = fault.waitMs !== undefined;
      const waitMs = mayRepeat(fault, sending)
        ? planRetry(fault, {
            attempt,
            connectFaultMs: connectFaultSince === undefined ? 0 : monotonicNow() - connectFaultSince,
            remainingMs: isAsked ? Number.POSITIVE_INFINITY : remainingMs(),
            maxWaitMs: options.maxWaitMs - waitedMs,
            random: Math.random(),
          })
        : undefined;
      if (waitMs === undefined) {
        if (!(outcome instanceof Fault)) return outcome;
        throw giveUp(fault, sending, attempt, monotonicNow() - startedAt);
      }
      options.onEvent(
        isAsked
          ? { type: 'rate-limit', path, waitMs, of: endpoint.host }
          : { type: 'retry', path, reason: fault.message, waitMs },
      );
      await sleep(waitMs, signal);
      if (isAsked) waitedMs += waitMs;
    }
  }

  async function attemptOnce(sending: Sending, timeoutMs: number): Promise<SentAnswer | Fault> {
    const limit = Math.max(1, Math.ceil(timeoutMs));
    const late = AbortSignal.timeout(limit);
    try {
      const url = new URL(options.endpoint + sending.path);
      const { statusCode, headers, body } = await undiciRequest(url, {
        method: sending.method,
        dispatcher: network.dispatcherFor(url),
        signal: sending.signal ? AbortSignal.any([sending.signal, late]) : late,
        headersTimeout: limit,
        bodyTimeout: limit,
        headers: { 'accept-encoding': 'gzip, br', 'user-agent': options.userAgent, ...sending.headers },
        ...defined({ body: sending.body }),
      });
      const encoding = headerOf(headers, 'content-encoding');
      return { status: statusCode, headers, ...(await readBody(body, encoding, ANSWER_CAP)) };
    } catch (error) {
      sending.signal?.throwIfAborted();
      if (late.aborted) return new Fault('timeout', 'no whole answer came in time');
      const fault = toFault(error);
      if (fault === undefined) throw error;
      return fault;
    }
  }

  function giveUp(
    fault: Fault,
    { method, path, isRepeatable }: Sending,
    attempts: number,
    elapsedMs: number,
  ) {
    const tries = `${attempts === 1 ? 'one try' : `${attempts} tries`} in ${formatSeconds(elapsedMs)}`;
    const mayBeDone = isRepeatable || isBeforeArrival(fault) ? '' : ' It may have been done all the same.';
    return new UnavailableError(
      `${endpoint.origin} gave no usable answer to ${method} ${path.replace(/\?.*/s, '')}: ${fault.message}; ${tries}`,
      {
        cause: fault,
        hint:
          fault.kind === 'tls'
            ? 'If it signs with its own authority, name its CA file in SSL_CERT_FILE.'
            : `Check ${checks}, then try again.${mayBeDone}`,
      },
    );
  }

  return { send, close: () => network.close() };
}

/** An answer that may be another one later. */
function findFault({ status, headers }: SentAnswer, now: number): Fault | undefined {
  if (status === 407) return proxyFault(status);
  const waitMs = [403, 429, 503].includes(status) ? findWaitMs(headers, now) : undefined;
  if (!MAY_PASS.has(status) && waitMs === undefined) return undefined;
  const what = status === 429 || status === 403 ? 'the rate limit is reached' : 'the answer was';
  return new Fault('status', `${what} (${status})`, { status, ...defined({ waitMs }) });
}

const mayRepeat = (fault: Fault, { isRepeatable }: Sending) => isRepeatable || isBeforeArrival(fault);

/** Nothing was done there, for certain. */
const isBeforeArrival = ({ kind, status, waitMs }: Fault) =>
  kind === 'connect' || status === 429 || (status === 403 && waitMs !== undefined);
