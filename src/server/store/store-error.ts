import { setTimeout as delay } from 'node:timers/promises';
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

/** How long a query waits for another process to release a lock. */
const LOCK_WAIT_MS = 5_000;
const MAX_RETRY_MS = 50;

export interface StoreErrorOptions {
  /** Identifies the database in errors, without a password. */
  location: string;
  /** Defaults to 5 s. */
  lockWaitMs?: number;
}

/**
 * Runs a query. SQLite would wait for a lock by blocking the process, so it reports the lock immediately, before it has
 * changed anything, and the query is repeated here.
 * @throws StoreUnavailableError for every error of the database
 */
export async function withStoreErrors<T>(
  query: () => Promise<T>,
  { location, lockWaitMs = LOCK_WAIT_MS }: StoreErrorOptions,
): Promise<T> {
  const deadline = performance.now() + lockWaitMs;
  for (let waitMs = 1; ; waitMs = Math.min(2 * waitMs, MAX_RETRY_MS)) {
    try {
      return await query();
    } catch (error) {
      if (isAlacardError(error)) throw error;
      if (!isLocked(error) || performance.now() > deadline) throw new StoreUnavailableError(location, error);
    }
    // Jitter, so that processes take turns.
    await delay(waitMs * (0.5 + Math.random()));
  }
}

/** SQLITE_BUSY with its extended codes, as libsql and node:sqlite report it. */
function isLocked(error: unknown): boolean {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown };
  return (
    (typeof code === 'string' && code.startsWith('SQLITE_BUSY')) ||
    (typeof errcode === 'number' && errcode % 256 === 5)
  );
}

/** SQLite's SQLITE_FULL, Postgres's disk_full or the file system's ENOSPC. */
function isDiskFull(cause: unknown): boolean {
  const { code, errcode } = (cause ?? {}) as { code?: unknown; errcode?: unknown };
  return code === 'SQLITE_FULL' || errcode === 13 || code === '53100' || code === 'ENOSPC';
}

const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));
