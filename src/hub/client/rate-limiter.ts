import { Fault } from './fault.ts';
import { findAllowances, type Headers } from './rate-limit.ts';

/** How much of what is left of a window may be on its way at once. */
const SHARE = 1 / 4;
/** The window ends up to a second later than its whole seconds say, and a moment later there than here. */
const SLACK_MS = 1_000;
/** Ends of a window that lie closer together are the same: `t` counts whole seconds. */
const SAME_WINDOW_MS = 2_000;

interface Bucket {
  inFlight: number;
  /** Requests left in the window that ends at `endsAt`, as the last answer said. */
  left: number;
  endsAt: number;
  /** Nobody enters before; then one alone (`isTrying`), until an answer has come back. */
  closedUntil: number;
  fault?: Fault;
  wasClosed: boolean;
  isTrying: boolean;
}

export interface Permit {
  /** The request is over; `isAnswered`: it was let in there. */
  release(isAnswered: boolean): void;
}

/**
 * Keeps all requests of one client within the Hub's rate limits. Each limit (`api`, `resolvers`) is a bucket. The
 * less is left in its window, the fewer requests run at once; when nothing is left, requests wait, so the Hub does
 * not have to refuse them. After a refusal all requests wait until the same moment, then one goes first as a trial.
 */
export interface RateLimiter {
  /**
   * Resolves when a request may be sent. `wait` sleeps, or throws where that is too long.
   * @throws what `wait` throws; the signal's reason
   */
  acquire(
    name: string,
    wait: (ms: number, fault: Fault) => Promise<void>,
    signal?: AbortSignal,
  ): Promise<Permit>;
  /** Reads what an answer says of the limits. */
  learn(headers: Headers): void;
  /** @returns whether that is news: it was open, or to be opened much sooner */
  close(name: string, waitMs: number, fault: Fault): boolean;
  /** After the wait. */
  open(name: string): void;
}

/** `now` is a monotonic clock in ms; `onClose` hears of a window that is used up before anybody was refused. */
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
    const isNews = until > bucket.closedUntil + SLACK_MS;
    if (until > bucket.closedUntil) Object.assign(bucket, { closedUntil: until, fault });
    wake();
    return isNews;
  }

  function open(name: string): void {
    const bucket = bucketFor(name);
    if (bucket.closedUntil === 0) return;
    Object.assign(bucket, { closedUntil: 0, wasClosed: true, left: Number.POSITIVE_INFINITY, endsAt: 0 });
    wake();
  }

  /** Shuts a door whose window is used up. */
  function mindWindow(name: string, bucket: Bucket): void {
    if (bucket.endsAt + SLACK_MS <= now()) bucket.left = Number.POSITIVE_INFINITY;
    if (bucket.left > 0 || bucket.closedUntil > 0) return;
    const waitMs = Math.ceil(bucket.endsAt - now()) + SLACK_MS;
    close(name, waitMs, new Fault('status', 'the rate limit is used up', { waitMs }));
    onClose(name, waitMs);
  }

  function mayEnter(bucket: Bucket): boolean {
    if (bucket.wasClosed) return !bucket.isTrying;
    return bucket.inFlight < Math.max(1, Math.floor(bucket.left * SHARE));
  }

  return {
    async acquire(name, wait, signal) {
      const bucket = bucketFor(name);
      for (;;) {
        signal?.throwIfAborted();
        mindWindow(name, bucket);
        if (bucket.closedUntil > 0) {
          const seen = bucket.closedUntil;
          await wait(Math.max(0, Math.ceil(seen - now())), bucket.fault!);
          if (bucket.closedUntil === seen) open(name);
        } else if (mayEnter(bucket)) break;
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
    learn(headers) {
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
