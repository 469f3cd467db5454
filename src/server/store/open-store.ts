import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely, PostgresDialect, SqliteDialect } from 'kysely';
import type { Pool } from 'pg';
import { defined } from '../../defined.ts';
import { UsageError } from '../../errors.ts';
import { createStore } from './kysely-store.ts';
import { type Dialect, migrate } from './migrations.ts';
import { openSqlite, type SqliteDriver } from './sqlite-driver.ts';
import type { Store } from './store.ts';
import { type StoreErrorOptions, withStoreErrors } from './store-error.ts';
import type { Tables } from './tables.ts';

export interface StoreLocation {
  /** `postgres://...`. Defaults to SQLite in `dataDir`. */
  databaseUrl?: string;
  /** Created if needed, accessible only to its owner. */
  dataDir: string;
  /** Defaults to Node's built-in SQLite, or to libsql if there is none. */
  sqliteDriver?: SqliteDriver;
  /** How long a query waits for a SQLite lock. Defaults to 5 s. */
  lockWaitMs?: number;
  /** Maximum number of connections to Postgres. */
  poolSize?: number;
}

export interface OpenedStore {
  store: Store;
  /** Human-readable location, without a password. */
  description: string;
  /** Postgres connections for rate limits that all servers share. */
  pool?: Pool;
}

/** Opens the store and applies pending migrations. @throws UsageError, StoreUnavailableError */
export async function openStore(location: StoreLocation): Promise<OpenedStore> {
  const { databaseUrl } = location;
  return databaseUrl === undefined
    ? openSqliteStore(location)
    : openPostgresStore(databaseUrl, location.poolSize);
}

async function openSqliteStore({ dataDir, sqliteDriver, lockWaitMs }: StoreLocation): Promise<OpenedStore> {
  const file = join(dataDir, 'alacard.sqlite');
  const options = { location: file, ...defined({ lockWaitMs }) };
  const database = await withStoreErrors(async () => {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    return openSqlite(file, sqliteDriver);
  }, options);
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
  await prepareTables(db, 'sqlite', options);
  return { store: createStore(db, 'sqlite', options), description: `SQLite in ${file}` };
}

async function openPostgresStore(databaseUrl: string, poolSize = 10): Promise<OpenedStore> {
  const { protocol, hostname, pathname } = parseUrl(databaseUrl);
  if (protocol !== 'postgres:' && protocol !== 'postgresql:') {
    throw new UsageError(`DATABASE_URL must start with postgres://, not ${protocol}//`, {
      hint: 'Unset it to use SQLite.',
    });
  }
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: poolSize,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 10_000,
    application_name: 'alacard',
  });
  // If the database closes an idle connection, the next query opens a new one.
  pool.on('error', () => {});
  const name = `${hostname}${pathname}`;
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const options = { location: name };
  await prepareTables(db, 'postgres', options);
  return { store: createStore(db, 'postgres', options), description: `Postgres at ${name}`, pool };
}

/** Migrates. Closes the database if that fails. */
async function prepareTables(
  db: Kysely<Tables>,
  dialect: Dialect,
  options: StoreErrorOptions,
): Promise<void> {
  try {
    await withStoreErrors(() => migrate(db, dialect, options.location), options);
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

function parseUrl(text: string): URL {
  if (URL.canParse(text)) return new URL(text);
  throw new UsageError('DATABASE_URL must be a URL', {
    hint: 'For example: postgres://user:password@localhost/alacard.',
  });
}
