/** Monitoring tools poll these routes every few seconds, often by address instead of by name. */
export const PROBES: ReadonlySet<string | undefined> = new Set(['/healthz', '/readyz', '/metrics']);
