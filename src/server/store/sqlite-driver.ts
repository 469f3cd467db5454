import { setTimeout as delay } from 'node:timers/promises';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { UsageError } from '../../errors.ts';

/** What alacard uses of node:sqlite's and libsql's own databases, which both take better-sqlite3's calls. */
interface NativeDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): {
    all(...parameters: unknown[]): unknown[];
    run(...parameters: unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint };
    iterate(...parameters: unknown[]): IterableIterator<unknown>;
  };
  close(): void;
}

/** How long a write waits for another server's. */
const BUSY_MS = 5_000;

export type SqliteDriver = 'node' | 'libsql';

/** SQLite as Node brings it (22.13 and newer), else by the libsql package. Throws UsageError where there is neither. */
export async function openSqlite(
  file: string,
  driver?: SqliteDriver,
): Promise<{ database: SqliteDatabase; driver: SqliteDriver }> {
  const order: readonly SqliteDriver[] = driver === undefined ? ['node', 'libsql'] : [driver];
  for (const candidate of order) {
    const native = await load(candidate, file);
    if (native === undefined) continue;
    native.exec(`pragma busy_timeout = ${BUSY_MS}`);
    await useLog(native);
    // FULL: a share that was acknowledged survives a power cut.
    native.exec('pragma synchronous = full; pragma foreign_keys = on');
    return { database: adapt(native), driver: candidate };
  }
  throw new UsageError(`Node ${process.versions.node} brings no SQLite`, {
    hint: 'Start it with npx -p alacard -p libsql alacard serve, use Node 22.13 or newer, or set DATABASE_URL=postgres://...',
  });
}

/** The change to the log, in a new file, is refused at once where another server makes it: SQLite does not wait there. */
async function useLog(native: NativeDatabase): Promise<void> {
  const until = performance.now() + BUSY_MS;
  for (;;) {
    try {
      return void native.exec('pragma journal_mode = wal');
    } catch (error) {
      if (!/is locked/.test((error as Error).message) || performance.now() > until) throw error;
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
    if (isAbsent(error, 'libsql')) return undefined;
    throw new UsageError(`libsql is installed, and does not load: ${(error as Error).message}`, {
      hint: 'Install it anew for this system and this Node, use Node 22.13 or newer, or set DATABASE_URL=postgres://...',
      cause: error,
    });
  });
  return module && (new module.default(file) as unknown as NativeDatabase);
}

/** The package itself is not there, rather than something that it needs. */
function isAbsent(error: unknown, name: string): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ERR_MODULE_NOT_FOUND' && message.includes(`'${name}'`);
}

type NodeSqlite = { DatabaseSync: new (file: string) => NativeDatabase };

/** Undefined before Node 22.13. Its warning, that the interface may change, is for developers. */
async function importNodeSqlite(): Promise<NodeSqlite | undefined> {
  const { emitWarning } = process;
  process.emitWarning = (() => {}) as typeof emitWarning;
  try {
    // A name that no bundler rewrites, and that the types of Node 20 need not know.
    return (await import(['node', 'sqlite'].join(':'))) as NodeSqlite;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_UNKNOWN_BUILTIN_MODULE') return undefined;
    throw error;
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** A disk that is full has rolled back already; the error to tell is that one. */
const ignoreRolledBack =
  <T>(rollback: () => T) =>
  () => {
    try {
      return rollback();
    } catch (error) {
      if (/no transaction is active/.test((error as Error).message)) return NOTHING_DONE;
      throw error;
    }
  };
const NOTHING_DONE = { changes: 0, lastInsertRowid: 0 };

/** Statements that stay prepared: more than there are queries, but for lists of every length. */
const MOST_PREPARED = 200;

function adapt(native: NativeDatabase): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();

  function prepare(sql: string): SqliteStatement {
    // Every transaction here writes: the lock is taken where SQLite waits for it, not where it would refuse.
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
      const known = prepared.get(sql);
      if (known !== undefined) return known;
      const statement = prepare(sql);
      if (prepared.size < MOST_PREPARED) prepared.set(sql, statement);
      return statement;
    },
    close: () => native.close(),
  };
}
