import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { UsageError } from '../../errors.ts';
import { type SqliteFiles, watchSqliteFiles } from './sqlite-files.ts';

interface RunResult {
  changes: number | bigint;
  lastInsertRowid: number | bigint;
}

/** The part of the better-sqlite3 interface that alacard uses. node:sqlite and libsql both implement it. */
interface NativeDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): {
    all(...parameters: unknown[]): unknown[];
    run(...parameters: unknown[]): RunResult;
    iterate(...parameters: unknown[]): IterableIterator<unknown>;
  };
  close(): void;
}

export type SqliteDriver = 'node' | 'libsql';

/**
 * Opens a database with Node's built-in SQLite (22.13 and newer), or with the libsql package. No query waits for a
 * lock.
 * @throws UsageError if neither is available
 */
export async function openSqlite(file: string, driver?: SqliteDriver): Promise<SqliteDatabase> {
  const order: readonly SqliteDriver[] = driver === undefined ? ['node', 'libsql'] : [driver];
  for (const candidate of order) {
    const native = await load(candidate, file);
    if (native === undefined) continue;
    try {
      // FULL: an acknowledged share survives a power failure.
      native.exec(
        'pragma busy_timeout = 0; pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on',
      );
    } catch (error) {
      native.close();
      throw error;
    }
    return adapt(native, watchSqliteFiles(file));
  }
  throw new UsageError(`Node ${process.versions.node} has no built-in SQLite`, {
    hint: 'Use Node 22.13 or newer, run npx -p alacard -p libsql alacard serve, or set DATABASE_URL=postgres://...',
  });
}

async function load(driver: SqliteDriver, file: string): Promise<NativeDatabase | undefined> {
  if (driver === 'node') {
    const module = await importNodeSqlite();
    return module && new module.DatabaseSync(file);
  }
  const module = await import('libsql').catch((error: unknown) => {
    if (isMissing(error, 'libsql')) return undefined;
    throw new UsageError(`libsql is installed but failed to load: ${(error as Error).message}`, {
      hint: 'Reinstall it for this system and Node version, use Node 22.13 or newer, or set DATABASE_URL=postgres://...',
      cause: error,
    });
  });
  return module && (new module.default(file) as unknown as NativeDatabase);
}

/** Whether the package itself is missing, as opposed to one of its dependencies. */
function isMissing(error: unknown, name: string): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ERR_MODULE_NOT_FOUND' && message.includes(`'${name}'`);
}

type NodeSqlite = { DatabaseSync: new (file: string) => NativeDatabase };

/** Undefined before Node 22.13. Suppresses the warning that node:sqlite is experimental. */
async function importNodeSqlite(): Promise<NodeSqlite | undefined> {
  const { emitWarning } = process;
  process.emitWarning = (() => {}) as typeof emitWarning;
  try {
    // Not a literal, so that bundlers don't rewrite it and the types of Node 20 don't need it.
    return (await import(['node', 'sqlite'].join(':'))) as NodeSqlite;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_UNKNOWN_BUILTIN_MODULE') return undefined;
    throw error;
  } finally {
    process.emitWarning = emitWarning;
  }
}

const NO_CHANGES = { changes: 0, lastInsertRowid: 0 };

/** More than the number of different queries. Only lists of varying length exceed it. */
const MAX_PREPARED = 200;

function adapt(native: NativeDatabase, files: SqliteFiles): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  let isInTransaction = false;

  /** Throws if a write would go, or went, to files that are no longer in place. Saves earlier writes first. */
  function assertInPlace(): void {
    try {
      files.assertInPlace();
    } catch (error) {
      // The log may have been deleted, but the open database still has it.
      native.exec('pragma wal_checkpoint(full)');
      throw error;
    }
  }

  function begin(run: () => RunResult): RunResult {
    assertInPlace();
    const result = run();
    isInTransaction = true;
    files.remember();
    return result;
  }

  function commit(run: () => RunResult): RunResult {
    const result = run();
    isInTransaction = false;
    assertInPlace();
    return result;
  }

  function rollback(run: () => RunResult): RunResult {
    isInTransaction = false;
    try {
      return run();
    } catch (error) {
      // SQLite has already rolled back if the disk is full. Ignoring this error keeps the original one.
      if (/no transaction is active/.test((error as Error).message)) return NO_CHANGES;
      throw error;
    }
  }

  function write<T>(run: () => T): T {
    if (isInTransaction) return run();
    assertInPlace();
    const result = run();
    assertInPlace();
    return result;
  }

  function prepare(sql: string): SqliteStatement {
    // All transactions here write. Taking the lock at the start makes SQLite report it before anything has changed.
    const statement = native.prepare(sql === 'begin' ? 'begin immediate' : sql);
    const isRead = /^\s*(?:select|with|pragma)\b/i.test(sql);
    const guard = isRead ? <T>(run: () => T) => run() : write;
    const guardRun = { begin, commit, rollback }[sql] ?? guard;
    return {
      reader: isRead || /\breturning\b/i.test(sql),
      all: (parameters) => guard(() => statement.all(...parameters)),
      run: (parameters) => guardRun(() => statement.run(...parameters)),
      iterate: (parameters) => statement.iterate(...parameters),
    };
  }

  return {
    prepare(sql) {
      const existing = prepared.get(sql);
      if (existing !== undefined) return existing;
      const statement = prepare(sql);
      if (prepared.size < MAX_PREPARED) prepared.set(sql, statement);
      return statement;
    },
    close: () => native.close(),
  };
}
