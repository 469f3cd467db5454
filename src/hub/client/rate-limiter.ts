import { Fault } from './fault.ts';
import { findAllowances, type Headers } from './rate-limit.ts';

/** How much of what is left of a window may be on its way at once. */
const SHARE = 1 / 4;
/** The window ends up to a second later than its whole seconds say, and a moment later there than here. */
const SLACK_MS = 1_000;
/** Ends of a window that lie closer together are the same: `t` counts whole seconds. */
const SAME_WINDOW_MS = 2_000;

interface Door {
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

export interface Pass {
  /** The request is over; `isAnswered`: it was let in there. */
  done(isAnswered: boolean): void;
}

/**
 * The Hub's rate limit as one budget for all requests of a client. Each of its limits (`api`, `resolvers`) is a
 * door: the less is left of a window, the fewer go through at once, and none once it is used up, so that the Hub
 * need not refuse. After a refusal all wait for the same moment, and one tries alone before the others follow.
 */
export interface Gate {
  /**
   * Resolves when a request may be sent. `wait` sleeps, or throws where that is too long.
   * @throws what `wait` throws; the signal's reason
   */
  enter(name: string, wait: (ms: number, fault: Fault) => Promise<void>, signal?: AbortSignal): Promise<Pass>;
  /** Reads what an answer says of the limits. */
  learn(headers: Headers): void;
  /** @returns whether that is news: it was open, or to be opened much sooner */
  close(name: string, waitMs: number, fault: Fault): boolean;
  /** After the wait. */
  open(name: string): void;
}

/** `now` is a monotonic clock in ms; `onClose` hears of a window that is used up before anybody was refused. */
export function createGate(now: () => number, onClose: (name: string, waitMs: number) => void): Gate {
  const doors = new Map<string, Door>();
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

  function doorOf(name: string): Door {
    let door = doors.get(name);
    if (!door) {
      const open = { closedUntil: 0, wasClosed: false, isTrying: false };
      door = { inFlight: 0, left: Number.POSITIVE_INFINITY, endsAt: 0, ...open };
      doors.set(name, door);
    }
    return door;
  }

  function close(name: string, waitMs: number, fault: Fault): boolean {
    const door = doorOf(name);
    const until = now() + waitMs;
    const isNews = until > door.closedUntil + SLACK_MS;
    if (until > door.closedUntil) Object.assign(door, { closedUntil: until, fault });
    wake();
    return isNews;
  }

  function open(name: string): void {
    const door = doorOf(name);
    if (door.closedUntil === 0) return;
    Object.assign(door, { closedUntil: 0, wasClosed: true, left: Number.POSITIVE_INFINITY, endsAt: 0 });
    wake();
  }

  /** Shuts a door whose window is used up. */
  function mindWindow(name: string, door: Door): void {
    if (door.endsAt + SLACK_MS <= now()) door.left = Number.POSITIVE_INFINITY;
    if (door.left > 0 || door.closedUntil > 0) return;
    const waitMs = Math.ceil(door.endsAt - now()) + SLACK_MS;
    close(name, waitMs, new Fault('status', 'the rate limit is used up', { waitMs }));
    onClose(name, waitMs);
  }

  function mayEnter(door: Door): boolean {
    if (door.wasClosed) return !door.isTrying;
    return door.inFlight < Math.max(1, Math.floor(door.left * SHARE));
  }

  return {
    async enter(name, wait, signal) {
      const door = doorOf(name);
      for (;;) {
        signal?.throwIfAborted();
        mindWindow(name, door);
        if (door.closedUntil > 0) {
          const seen = door.closedUntil;
          await wait(Math.max(0, Math.ceil(seen - now())), door.fault!);
          if (door.closedUntil === seen) open(name);
        } else if (mayEnter(door)) break;
        else await changed;
      }
      door.inFlight++;
      const isTrial = door.wasClosed;
      door.isTrying = isTrial;
      return {
        done(isAnswered) {
          door.inFlight--;
          if (isTrial) door.isTrying = false;
          if (isAnswered && door.closedUntil === 0) door.wasClosed = false;
          wake();
        },
      };
    },
    learn(headers) {
      for (const { name, left, resetMs } of findAllowances(headers)) {
        const door = doorOf(name);
        const endsAt = now() + resetMs;
        const isSame = Math.abs(endsAt - door.endsAt) < SAME_WINDOW_MS;
        door.left = isSame ? Math.min(door.left, left) : left;
        door.endsAt = isSame ? door.endsAt : endsAt;
      }
    },
    close,
    open,
  };
}
