import { setTimeout as delay } from 'node:timers/promises';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { UsageError } from '../../errors.ts';

/** The part of the better-sqlite3 interface that alacard uses. node:sqlite and libsql both implement it. */
interface NativeDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): {
    all(...parameters: unknown[]): unknown[];
    run(...parameters: unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint };
    iterate(...parameters: unknown[]): IterableIterator<unknown>;
  };
  close(): void;
}

/** How long a write waits for a write of another server. */
const BUSY_MS = 5_000;

export type SqliteDriver = 'node' | 'libsql';

/**
 * Opens a database with Node's built-in SQLite (22.13 and newer), else with the libsql package.
 * @throws UsageError if neither is available
 */
export async function openSqlite(
  file: string,
  driver?: SqliteDriver,
): Promise<{ database: SqliteDatabase; driver: SqliteDriver }> {
  const order: readonly SqliteDriver[] = driver === undefined ? ['node', 'libsql'] : [driver];
  for (const candidate of order) {
    const native = await load(candidate, file);
    if (native === undefined) continue;
    native.exec(`pragma busy_timeout = ${BUSY_MS}`);
    await enableWal(native);
    // FULL: a share that was acknowledged survives a power cut.
    native.exec('pragma synchronous = full; pragma foreign_keys = on');
    return { database: adapt(native), driver: candidate };
  }
  throw new UsageError(`Node ${process.versions.node} has no built-in SQLite`, {
    hint: 'Use Node 22.13 or newer, run npx -p alacard -p libsql alacard serve, or set DATABASE_URL=postgres://...',
  });
}

/** Retries, because SQLite does not wait for its lock here: switching fails while another server switches too. */
async function enableWal(native: NativeDatabase): Promise<void> {
  const deadline = performance.now() + BUSY_MS;
  for (;;) {
    try {
      return void native.exec('pragma journal_mode = wal');
    } catch (error) {
      if (!/is locked/.test((error as Error).message) || performance.now() > deadline) throw error;
      await delay(10 + 40 * Math.random());
    }
  }
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

/** Whether the package itself is missing, not one of its dependencies. */
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

/** SQLite has already rolled back if the disk is full. Ignoring this error keeps the original one. */
const ignoreRolledBack =
  <T>(rollback: () => T) =>
  () => {
    try {
      return rollback();
    } catch (error) {
      if (/no transaction is active/.test((error as Error).message)) return NO_CHANGES;
      throw error;
    }
  };
const NO_CHANGES = { changes: 0, lastInsertRowid: 0 };

/** More than the number of queries. Only lists of varying length exceed it. */
const MAX_PREPARED = 200;

function adapt(native: NativeDatabase): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();

  function prepare(sql: string): SqliteStatement {
    // All transactions here write. Taking the lock at the start makes SQLite wait for it instead of failing later.
    const statement = native.prepare(sql === 'begin' ? 'begin immediate' : sql);
    return {
      reader: /^\s*(?:select|with|pragma)\b|\breturning\b/i.test(sql),
      all: (parameters) => statement.all(...parameters),
      run:
        sql === 'rollback'
          ? ignoreRolledBack(() => statement.run())
          : (parameters) => statement.run(...parameters),
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
