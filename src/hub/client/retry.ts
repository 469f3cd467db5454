import type { Fault, FaultKind } from './fault.ts';

const ATTEMPTS: Partial<Record<FaultKind, number>> = {
  connect: 3,
  answer: 3,
  reset: 5,
  timeout: 5,
  status: 5,
};
/** With waits and one more attempt, an unreachable host is reported within two seconds. */
const CONNECT_PATIENCE_MS = 300;

export interface RetryState {
  attempt: number;
  /** Time since the first of consecutive `connect` faults. */
  connectFaultMs: number;
  remainingMs: number;
  maxWaitMs: number;
  random: number;
}

/** How long to wait before the next attempt. Undefined to give up. */
export function planRetry(fault: Fault, state: RetryState): number | undefined {
  if (state.attempt >= (ATTEMPTS[fault.kind] ?? 1)) return undefined;
  if (fault.kind === 'connect' && state.connectFaultMs >= CONNECT_PATIENCE_MS) return undefined;
  const baseMs = fault.kind === 'connect' ? 150 : 500;
  const backoffMs = Math.min(8_000, baseMs * 2 ** (state.attempt - 1)) * (0.5 + state.random / 2);
  const waitMs = Math.round(fault.waitMs || backoffMs);
  if (fault.waitMs !== undefined && waitMs > state.maxWaitMs) return undefined;
  return waitMs < state.remainingMs ? waitMs : undefined;
}
