import type { Fault, FaultKind } from './fault.ts';

/** Faults of the way there, not of what was asked for. */
const UNREACHABLE = new Set<FaultKind>(['connect', 'connect-timeout', 'tls', 'proxy']);
/** Those may pass soon. */
const MAY_PASS = new Set<FaultKind>(['connect', 'connect-timeout']);
const SPARE_MS = 5_000;
const PAUSE_MS = 3_000;
/** A patient client waits for so long before it takes the Hub for gone. */
const PATIENCE_MS = 30_000;
/** So many requests in a row that came to nothing, and the next are not tried at all for a while. */
const MANY = 16;
const LONG_SPARE_MS = 30_000;

/** What a client knows of an endpoint that does not answer, so that not every request has to find it out. */
export interface CircuitBreaker {
  /** Why the endpoint need not be asked at this moment. */
  find(): Fault | undefined;
  /** A request was given up. @returns the ms that all requests should pause, 0 for none */
  begin(fault: Fault): number;
  /** An answer came. */
  end(): void;
}

/** `isPatient`: others pause while one request after the other tries, for half a minute. */
export function createCircuitBreaker(isPatient: boolean, monotonicNow: () => number): CircuitBreaker {
  let spared: { fault: Fault; until: number } | undefined;
  let since: number | undefined;
  let inARow = 0;

  const spare = (fault: Fault, ms: number) => {
    spared = { fault, until: monotonicNow() + ms };
    return 0;
  };
  return {
    find: () => (spared && monotonicNow() < spared.until ? spared.fault : undefined),
    begin(fault) {
      inARow++;
      if (!UNREACHABLE.has(fault.kind)) return isPatient && inARow >= MANY ? spare(fault, LONG_SPARE_MS) : 0;
      if (!isPatient) return spare(fault, SPARE_MS);
      since ??= monotonicNow();
      const isLong = monotonicNow() - since > PATIENCE_MS || !MAY_PASS.has(fault.kind);
      return isLong ? spare(fault, LONG_SPARE_MS) : PAUSE_MS;
    },
    end() {
      spared = undefined;
      since = undefined;
      inARow = 0;
    },
  };
}
