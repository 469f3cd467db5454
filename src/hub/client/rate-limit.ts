/** Header values by lowercase name, as undici returns them. */
export type Headers = Record<string, string | string[] | undefined>;

/** The first value of a header, if it is present. */
export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** One limit of a `RateLimit` header. */
export interface Allowance {
  /** Such as `api` or `resolvers`. */
  name: string;
  /** Requests left in the window. */
  left: number;
  /** Time until the window ends. */
  resetMs: number;
}

/** Parses `RateLimit: "api";r=12;t=55`. Several limits are separated by commas. Ignores anything else. */
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
 * How long a response asks the client to wait, in ms. Uses `Retry-After` (seconds, or a date relative to the response's
 * own `Date`, so that a wrong local clock does not matter), or else the end of an exhausted window plus one second.
 * Undefined if it does not ask for a wait.
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
