import { AlacardError, isAlacardError } from '../../errors.ts';

/** The database does not answer, or can't keep anything more. */
class StoreUnavailableError extends AlacardError {
  constructor(place: string, cause: unknown) {
    const full = isDiskFull(cause);
    super(
      full ? 'STORE_FULL' : 'STORE_UNAVAILABLE',
      full ? 7 : 5,
      full ? 507 : 503,
      full ? 'the share store is full' : 'the share store is unavailable',
      { cause: new Error(`${place}: ${messageOf(cause)}`), hint: 'Try again in a minute.' },
    );
  }
}

/** Runs a query; whatever the database throws becomes a StoreUnavailableError. */
export async function asUnavailable<T>(query: () => Promise<T>, place: string): Promise<T> {
  try {
    return await query();
  } catch (error) {
    if (isAlacardError(error)) throw error;
    throw new StoreUnavailableError(place, error);
  }
}

/** SQLITE_FULL, Postgres's disk_full, or the file system's own word. */
function isDiskFull(cause: unknown): boolean {
  const { code, errcode } = (cause ?? {}) as { code?: unknown; errcode?: unknown };
  return code === 'SQLITE_FULL' || errcode === 13 || code === '53100' || code === 'ENOSPC';
}

const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));
