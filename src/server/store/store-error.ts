import { AlacardError, isAlacardError } from '../../errors.ts';

/** The database is unavailable or full. */
class StoreUnavailableError extends AlacardError {
  constructor(location: string, cause: unknown) {
    const isFull = isDiskFull(cause);
    super(
      isFull ? 'STORE_FULL' : 'STORE_UNAVAILABLE',
      isFull ? 7 : 5,
      isFull ? 507 : 503,
      isFull ? 'the share store is full' : 'the share store is unavailable',
      { cause: new Error(`${location}: ${messageOf(cause)}`), hint: 'Try again in a minute.' },
    );
  }
}

/** Runs a query. @throws StoreUnavailableError for every error of the database */
export async function withStoreErrors<T>(query: () => Promise<T>, location: string): Promise<T> {
  try {
    return await query();
  } catch (error) {
    if (isAlacardError(error)) throw error;
    throw new StoreUnavailableError(location, error);
  }
}

/** SQLite's SQLITE_FULL, Postgres's disk_full or the file system's ENOSPC. */
function isDiskFull(cause: unknown): boolean {
  const { code, errcode } = (cause ?? {}) as { code?: unknown; errcode?: unknown };
  return code === 'SQLITE_FULL' || errcode === 13 || code === '53100' || code === 'ENOSPC';
}

const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));
