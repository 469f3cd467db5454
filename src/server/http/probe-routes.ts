/** Monitoring tools must get a response even from a busy server. */
export const HEALTH_CHECKS: ReadonlySet<string | undefined> = new Set(['/healthz', '/readyz']);

/** Monitoring tools poll these routes every few seconds, often by address instead of by name. */
export const PROBES: ReadonlySet<string | undefined> = new Set([...HEALTH_CHECKS, '/metrics']);
