/** Header values by lower-case name, as undici gives them. */
export type Headers = Record<string, string | string[] | undefined>;

/** The first value of a header; undefined when absent. */
export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** What a `RateLimit` header says of one limit. */
export interface Allowance {
  /** `api`, `resolvers` ... */
  name: string;
  /** Requests that the window still has. */
  left: number;
  /** Until the window ends. */
  resetMs: number;
}

/** `RateLimit: "api";r=12;t=55`: several limits are separated by commas; what is no such thing is passed over. */
export function findAllowances(headers: Headers): Allowance[] {
  return (headerOf(headers, 'ratelimit') ?? '')
    .slice(0, 1_000)
    .split(',')
    .flatMap((policy) => {
      const name = /^\s*"([\w-]{1,40})"\s*;/.exec(policy)?.[1];
      const left = /;\s*r=(\d{1,9})\s*(?:;|$)/.exec(policy)?.[1];
      const reset = /;\s*t=(\d{1,9})\s*(?:;|$)/.exec(policy)?.[1];
      if (name === undefined || left === undefined || reset === undefined) return [];
      return [{ name, left: Number(left), resetMs: Number(reset) * 1_000 }];
    });
}

/**
 * How long an answer asks to wait, in ms: `Retry-After` (seconds, or a date, measured against the
 * answer's own `Date` so that a wrong local clock does no harm), else the end of the window that
 * `RateLimit: "api";r=0;t=55` tells, and one second. Undefined when it asks for nothing.
 */
export function findWaitMs(headers: Headers, nowMs: number): number | undefined {
  const retryAfter = headerOf(headers, 'retry-after')?.trim();
  if (retryAfter !== undefined) {
    if (/^\d{1,9}(?:\.\d+)?$/.test(retryAfter)) return Math.ceil(Number(retryAfter) * 1_000);
    const until = Date.parse(retryAfter);
    const serverNow = Date.parse(headerOf(headers, 'date') ?? '');
    if (!Number.isNaN(until)) return Math.max(0, until - (Number.isNaN(serverNow) ? nowMs : serverNow));
  }
  const spent = findAllowances(headers).filter(({ left }) => left === 0);
  return spent.length > 0 ? Math.max(...spent.map(({ resetMs }) => resetMs)) + 1_000 : undefined;
}
