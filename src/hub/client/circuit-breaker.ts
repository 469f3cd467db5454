import { type Fault, type FaultKind, UNREACHABLE } from './fault.ts';

const TRANSIENT = new Set<FaultKind>(['connect', 'connect-timeout']);
const COOL_DOWN_MS = 5_000;
const LONG_COOL_DOWN_MS = 30_000;
const PAUSE_MS = 3_000;
/** How long a patient client keeps trying before it treats the Hub as unavailable. */
const MAX_OUTAGE_MS = 30_000;
/** The number of consecutive failures after which a patient client opens the circuit. */
const FAILURE_THRESHOLD = 16;

/** Remembers that an endpoint is down, so that later requests fail fast. */
export interface CircuitBreaker {
  /** The fault that opened the circuit, while it is open. */
  openFault(): Fault | undefined;
  /**
   * Records a request that failed after all retries.
   * @returns how long all requests should pause, in ms
   */
  recordFailure(fault: Fault): number;
  /** Closes the circuit. */
  recordSuccess(): void;
}

/**
 * A patient client pauses all requests for half a minute, while single requests probe the endpoint one after another.
 */
export function createCircuitBreaker(isPatient: boolean, monotonicNow: () => number): CircuitBreaker {
  let open: { fault: Fault; until: number } | undefined;
  let outageSince: number | undefined;
  let failures = 0;

  const openFor = (coolDownMs: number, fault: Fault) => {
    open = { fault, until: monotonicNow() + coolDownMs };
    return 0;
  };
  return {
    openFault: () => (open && monotonicNow() < open.until ? open.fault : undefined),
    recordFailure(fault) {
      failures++;
      if (!UNREACHABLE.has(fault.kind)) {
        return isPatient && failures >= FAILURE_THRESHOLD ? openFor(LONG_COOL_DOWN_MS, fault) : 0;
      }
      if (!isPatient) return openFor(COOL_DOWN_MS, fault);
      outageSince ??= monotonicNow();
      const isLong = monotonicNow() - outageSince > MAX_OUTAGE_MS || !TRANSIENT.has(fault.kind);
      return isLong ? openFor(LONG_COOL_DOWN_MS, fault) : PAUSE_MS;
    },
    recordSuccess() {
      open = undefined;
      outageSince = undefined;
      failures = 0;
    },
  };
}
