import { Fault } from './fault.ts';
import { findAllowances, type Headers } from './rate-limit.ts';

/** The fraction of the remaining requests that can be in flight at once. */
const IN_FLIGHT_SHARE = 1 / 4;
/** Headers contain whole seconds, and clocks differ, so a window can end up to this much later than stated. */
const SLACK_MS = 1_000;
/** Window ends that are closer together than this belong to the same window, because `t` is in whole seconds. */
const SAME_WINDOW_MS = 2_000;

interface Bucket {
  inFlight: number;
  /** Requests left in the window that ends at `endsAt`, according to the last response. */
  left: number;
  endsAt: number;
  /** No request is sent before this time. Then a single trial request is sent (`isTrying`) until a response arrives. */
  closedUntil: number;
  fault?: Fault;
  wasClosed: boolean;
  isTrying: boolean;
}

export interface Permit {
  /** Ends the request. `isAnswered`: the server accepted it. */
  release(isAnswered: boolean): void;
}

/**
 * Keeps all requests of one client within the Hub's rate limits. Each limit (`api`, `resolvers`) is a bucket. The fewer
 * requests are left in its window, the fewer run at once. When none are left, requests wait for the next window. After a
 * refusal, all requests wait until the same time, and then a single request is sent as a trial.
 */
export interface RateLimiter {
  /**
   * Resolves when a request may be sent. `wait` sleeps, or throws if that takes too long.
   * @throws errors of `wait`; the signal's reason
   */
  acquire(
    name: string,
    wait: (ms: number, fault: Fault) => Promise<void>,
    signal?: AbortSignal,
  ): Promise<Permit>;
  /** Reads the limits from the headers of a response. */
  update(headers: Headers): void;
  /** Closes a bucket. Returns whether it was open, or would have opened much sooner. */
  close(name: string, waitMs: number, fault: Fault): boolean;
  /** Opens a bucket after the wait. */
  open(name: string): void;
}

/** `now` is a monotonic clock in ms. `onClose` is called when a window is exhausted before a request was refused. */
export function createRateLimiter(
  now: () => number,
  onClose: (name: string, waitMs: number) => void,
): RateLimiter {
  const buckets = new Map<string, Bucket>();
  let wakeAll: () => void = () => {};
  let changed = nextChange();

  function nextChange(): Promise<void> {
    return new Promise((resolve) => {
      wakeAll = resolve;
    });
  }

  function wake(): void {
    wakeAll();
    changed = nextChange();
  }

  function bucketFor(name: string): Bucket {
    let bucket = buckets.get(name);
    if (!bucket) {
      const open = { closedUntil: 0, wasClosed: false, isTrying: false };
      bucket = { inFlight: 0, left: Number.POSITIVE_INFINITY, endsAt: 0, ...open };
      buckets.set(name, bucket);
    }
    return bucket;
  }

  function close(name: string, waitMs: number, fault: Fault): boolean {
    const bucket = bucketFor(name);
    const until = now() + waitMs;
    const isNewLimit = until > bucket.closedUntil + SLACK_MS;
    if (until > bucket.closedUntil) Object.assign(bucket, { closedUntil: until, fault });
    wake();
    return isNewLimit;
  }

  function open(name: string): void {
    const bucket = bucketFor(name);
    if (bucket.closedUntil === 0) return;
    Object.assign(bucket, { closedUntil: 0, wasClosed: true, left: Number.POSITIVE_INFINITY, endsAt: 0 });
    wake();
  }

  /** Closes a bucket whose window is exhausted. */
  function checkWindow(name: string, bucket: Bucket): void {
    if (bucket.endsAt + SLACK_MS <= now()) bucket.left = Number.POSITIVE_INFINITY;
    if (bucket.left > 0 || bucket.closedUntil > 0) return;
    const waitMs = Math.ceil(bucket.endsAt - now()) + SLACK_MS;
    close(name, waitMs, new Fault('status', 'rate limit exhausted', { waitMs }));
    onClose(name, waitMs);
  }

  function maySend(bucket: Bucket): boolean {
    if (bucket.wasClosed) return !bucket.isTrying;
    return bucket.inFlight < Math.max(1, Math.floor(bucket.left * IN_FLIGHT_SHARE));
  }

  return {
    async acquire(name, wait, signal) {
      const bucket = bucketFor(name);
      for (;;) {
        signal?.throwIfAborted();
        checkWindow(name, bucket);
        if (bucket.closedUntil > 0) {
          const seen = bucket.closedUntil;
          await wait(Math.max(0, Math.ceil(seen - now())), bucket.fault!);
          if (bucket.closedUntil === seen) open(name);
        } else if (maySend(bucket)) break;
        else await changed;
      }
      bucket.inFlight++;
      const isTrial = bucket.wasClosed;
      bucket.isTrying = isTrial;
      return {
        release(isAnswered) {
          bucket.inFlight--;
          if (isTrial) bucket.isTrying = false;
          if (isAnswered && bucket.closedUntil === 0) bucket.wasClosed = false;
          wake();
        },
      };
    },
    update(headers) {
      for (const { name, left, resetMs } of findAllowances(headers)) {
        const bucket = bucketFor(name);
        const endsAt = now() + resetMs;
        const isSame = Math.abs(endsAt - bucket.endsAt) < SAME_WINDOW_MS;
        bucket.left = isSame ? Math.min(bucket.left, left) : left;
        bucket.endsAt = isSame ? bucket.endsAt : endsAt;
      }
    },
    close,
    open,
  };
}
