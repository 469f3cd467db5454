import { defined } from '../../defined.ts';
import { trimEnd } from '../../encode/trim-end.ts';
import { isAlacardError } from '../../errors.ts';
import type { HubEvent } from '../hub-event.ts';
import { type Body, readBody } from './body.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import type { Clock } from './clock.ts';
import { Fault, proxyFault, toFault } from './fault.ts';
import { openNetwork } from './network.ts';
import type { ProxySettings } from './proxy.ts';
import { findWaitMs, type Headers, headerOf } from './rate-limit.ts';
import { createRateLimiter } from './rate-limiter.ts';
import { planRetry } from './retry.ts';
import { unavailable } from './unavailable.ts';
import type { Dispatcher } from './undici.ts';

const MAX_REDIRECTS = 5;
const ERROR_BODY_CAP = 16 * 1024;
const IDLE_TIMEOUT_MS = 10_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const BUCKETS = ['api', 'resolvers'];
const TRANSIENT = new Set([408, 429, 500, 502, 503, 504]);

export interface HttpOptions extends Clock {
  endpoint: URL;
  userAgent: string;
  token?: string;
  publicOnly?: boolean;
  timeoutMs: number;
  attemptTimeoutMs: number;
  maxWaitMs: number;
  /** Waits do not count toward the time limit, and the client waits out short outages. */
  patient?: boolean;
  proxy?: ProxySettings;
  caFile?: string;
  onEvent: (event: HubEvent) => void;
}

export interface Answer extends Body {
  status: number;
  headers: Headers;
}

export interface HttpRequest<T> {
  /** The path relative to the endpoint, with its query: `/api/models/gpt2`. */
  path: string;
  /** The maximum size after decompression. A longer body is truncated. */
  cap: number;
  /** Parses the response. If it throws a Fault, the request is retried; an AlacardError ends it. */
  read: (answer: Answer) => T;
  signal?: AbortSignal;
  /** Overrides the client's total time limit. */
  timeoutMs?: number;
  /** Called once, before the first attempt. Throws to prevent it. */
  onRequest?: () => Promise<void>;
  /** Called with the length in ms before a wait that does not count toward the time limit. */
  onWait?: (ms: number) => void;
}

/** Sends a request, with retries, redirects and waits, until there is a final response. */
export interface HubHttp {
  /**
   * @throws UnavailableError if no usable response arrives in time; whatever `read` throws; the signal's reason
   */
  get<T>(request: HttpRequest<T>): Promise<T>;
  close(): Promise<void>;
}

export async function createHttp(options: HttpOptions): Promise<HubHttp> {
  const { monotonicNow } = options;
  const network = await openNetwork(options);
  const rateLimiter = createRateLimiter(monotonicNow, (name, waitMs) =>
    options.onEvent({ type: 'rate-limit', path: name, waitMs }),
  );
  const circuitBreaker = createCircuitBreaker(options.patient ?? false, monotonicNow);

  async function get<T>(request: HttpRequest<T>): Promise<T> {
    const { path, signal } = request;
    let startedAt = monotonicNow();
    const timeoutMs = request.timeoutMs ?? options.timeoutMs;
    const remainingMs = () => timeoutMs - (monotonicNow() - startedAt);
    const bucketName = path.startsWith('/api/') ? 'api' : 'resolvers';
    let connectFaultSince: number | undefined;
    let attempt = 0;

    const giveUp = (fault: Fault) =>
      unavailable(fault, {
        ...options,
        timeoutMs,
        path,
        attempts: attempt,
        elapsedMs: monotonicNow() - startedAt,
      });
    /** Waits as long as the Hub requests, unless that is too long. */
    const wait = async (waitMs: number, fault: Fault) => {
      const isTooLong = waitMs > options.maxWaitMs || (!options.patient && waitMs >= remainingMs());
      if (isTooLong) throw giveUp(new Fault(fault.kind, fault.message, { waitMs, cause: fault.cause }));
      if (options.patient) {
        request.onWait?.(waitMs);
        startedAt += waitMs;
      }
      await options.sleep(waitMs, signal);
    };
    const openFault = circuitBreaker.openFault();
    if (openFault) throw giveUp(openFault);
    await request.onRequest?.();

    for (;;) {
      const permit = await rateLimiter.acquire(bucketName, wait, signal);
      attempt++;
      const attemptAt = monotonicNow();
      let fault: Fault | undefined;
      let isAnswered = true;
      try {
        const answer = await attemptOnce(request, attempt, Math.min(options.attemptTimeoutMs, remainingMs()));
        circuitBreaker.recordSuccess();
        return request.read(answer);
      } catch (error) {
        isAnswered = isAlacardError(error);
        if (signal?.aborted) throw signal.reason;
        if (isAnswered) throw error;
        fault = toFault(error);
        if (!fault) throw error;
      } finally {
        permit.release(isAnswered);
      }
      connectFaultSince = fault.kind === 'connect' ? (connectFaultSince ?? attemptAt) : undefined;
      const isLimit = fault.waitMs !== undefined || fault.status === 429;
      const waitMs = planRetry(fault, {
        attempt,
        connectFaultMs: connectFaultSince === undefined ? 0 : monotonicNow() - connectFaultSince,
        remainingMs: isLimit && options.patient ? Number.POSITIVE_INFINITY : remainingMs(),
        maxWaitMs: options.maxWaitMs,
        random: Math.random(),
      });
      if (isLimit) {
        const closeMs = waitMs ?? fault.waitMs ?? 0;
        const isNewLimit = rateLimiter.close(bucketName, closeMs, fault);
        if (isNewLimit && waitMs !== undefined) options.onEvent({ type: 'rate-limit', path, waitMs });
      }
      if (waitMs === undefined) {
        const pauseMs = circuitBreaker.recordFailure(fault);
        if (pauseMs > 0) for (const name of BUCKETS) rateLimiter.close(name, pauseMs, fault);
        throw giveUp(fault);
      }
      if (isLimit) {
        await wait(waitMs, fault);
        rateLimiter.open(bucketName);
      } else {
        options.onEvent({ type: 'retry', path, reason: fault.message, waitMs });
        await options.sleep(waitMs, signal);
      }
    }
  }

  async function attemptOnce(
    request: HttpRequest<unknown>,
    attempt: number,
    timeoutMs: number,
  ): Promise<Answer> {
    const controller = new AbortController();
    const timer = setTimeout(
      () => controller.abort(new Fault('timeout', 'response timed out')),
      Math.max(1, timeoutMs),
    );
    const onAbort = () => controller.abort(request.signal?.reason);
    request.signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return await follow(request, attempt, controller.signal, timeoutMs);
    } catch (error) {
      throw controller.signal.aborted ? controller.signal.reason : error;
    } finally {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', onAbort);
    }
  }

  async function follow(
    request: HttpRequest<unknown>,
    attempt: number,
    signal: AbortSignal,
    timeoutMs: number,
  ): Promise<Answer> {
    let url = new URL(trimEnd(options.endpoint.href, '/') + request.path);
    for (let hop = 0; ; hop++) {
      const path = url.origin === options.endpoint.origin ? url.pathname : url.host + url.pathname;
      options.onEvent({ type: 'request', method: 'GET', path: hop === 0 ? request.path : path, attempt });
      const response = await send(url, signal, timeoutMs);
      const { statusCode: status, headers, body } = response;
      const isFinal = !REDIRECTS.has(status);
      const cap = isFinal && status < 300 ? request.cap : ERROR_BODY_CAP;
      rateLimiter.update(headers);
      const content = await readBody(body, joined(headers, 'content-encoding'), cap);
      if (isFinal) return judge({ status, headers, ...content });
      if (hop === MAX_REDIRECTS) throw new Fault('redirect', `more than ${MAX_REDIRECTS} redirects`);
      url = nextUrl(url, headerOf(headers, 'location'));
    }
  }

  function send(url: URL, signal: AbortSignal, timeoutMs: number): Promise<Dispatcher.ResponseData> {
    const isOwn = url.origin === options.endpoint.origin;
    return network.request(url, {
      method: 'GET',
      signal,
      headersTimeout: timeoutMs,
      bodyTimeout: Math.min(timeoutMs, IDLE_TIMEOUT_MS),
      headers: {
        accept: 'application/json, text/plain, */*;q=0.5',
        'accept-encoding': 'gzip, br',
        'user-agent': options.userAgent,
        ...(isOwn && options.token !== undefined && { authorization: `Bearer ${options.token}` }),
      },
    });
  }

  /**
   * Returns a final response.
   * @throws a Fault for a transient status or a refusal by the proxy
   */
  function judge(answer: Answer): Answer {
    const { status, headers } = answer;
    if (status === 407) throw proxyFault(status);
    if (!TRANSIENT.has(status)) return answer;
    const waitMs = status === 429 || status === 503 ? findWaitMs(headers, options.now()) : undefined;
    const what = status === 429 ? 'rate limit exceeded (429)' : `server responded with ${status}`;
    throw new Fault('status', what, { status, ...defined({ waitMs }) });
  }

  return { get, close: () => network.close() };
}

/** @throws Fault (`redirect`) if the redirect is not safe to follow */
export function nextUrl(from: URL, location: string | undefined): URL {
  if (location === undefined || !URL.canParse(location, from.href)) {
    throw new Fault('redirect', 'redirect without a valid location');
  }
  const to = new URL(location, from);
  if (to.protocol !== 'https:' && to.protocol !== 'http:') {
    throw new Fault('redirect', 'redirect to a non-HTTP URL refused');
  }
  if (from.protocol === 'https:' && to.protocol === 'http:') {
    throw new Fault('redirect', `redirect from https to http (${to.host}) refused`);
  }
  if (to.username !== '' || to.password !== '') {
    throw new Fault('redirect', `redirect to a URL with credentials (${to.host}) refused`);
  }
  return to;
}

function joined(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
