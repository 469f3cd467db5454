import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely, PostgresDialect, SqliteDialect } from 'kysely';
import type { Pool } from 'pg';
import { UsageError } from '../../errors.ts';
import { createStore } from './kysely-store.ts';
import { migrate } from './migrations.ts';
import { openSqlite, type SqliteDriver } from './sqlite-driver.ts';
import type { Store } from './store.ts';
import { withStoreErrors } from './store-error.ts';
import type { Tables } from './tables.ts';

export interface StoreLocation {
  /** `postgres://...`. Defaults to SQLite in `dataDir`. */
  databaseUrl?: string;
  /** Created if needed, accessible only to its owner. */
  dataDir: string;
  /** Defaults to Node's built-in SQLite, else libsql. */
  sqliteDriver?: SqliteDriver;
  /** Maximum number of connections to Postgres. */
  poolSize?: number;
}

export interface OpenedStore {
  store: Store;
  /** Location for people, without a password. */
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

async function openSqliteStore({ dataDir, sqliteDriver }: StoreLocation): Promise<OpenedStore> {
  const file = join(dataDir, 'alacard.sqlite');
  const db = await withStoreErrors(async () => {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const { database } = await openSqlite(file, sqliteDriver);
    const opened = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
    await migrate(opened, 'sqlite');
    return opened;
  }, file);
  return { store: createStore(db, 'sqlite', file), description: `SQLite in ${file}` };
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
  await withStoreErrors(() => migrate(db, 'postgres'), name).catch(async (error: unknown) => {
    await db.destroy();
    throw error;
  });
  return { store: createStore(db, 'postgres', name), description: `Postgres at ${name}`, pool };
}

function parseUrl(text: string): URL {
  if (URL.canParse(text)) return new URL(text);
  throw new UsageError('DATABASE_URL must be a URL', {
    hint: 'For example: postgres://user:password@localhost/alacard.',
  });
}
