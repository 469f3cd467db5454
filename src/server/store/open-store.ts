import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely, PostgresDialect, SqliteDialect } from 'kysely';
import type { Pool } from 'pg';
import { UsageError } from '../../errors.ts';
import { createStore } from './kysely-store.ts';
import { migrate } from './migrations.ts';
import { openSqlite, type SqliteDriver } from './sqlite-driver.ts';
import type { Store } from './store.ts';
import { asUnavailable } from './store-error.ts';
import type { Tables } from './tables.ts';

export interface StoreLocation {
  /** `postgres://...`; else SQLite in `dataDir`. */
  databaseUrl?: string;
  /** Made where it is absent, for its owner alone. */
  dataDir: string;
  /** Default: Node's own, else libsql. */
  sqliteDriver?: SqliteDriver;
  /** Connections to Postgres at most. */
  poolSize?: number;
}

export interface OpenedStore {
  store: Store;
  /** For people: where it is, without a password. */
  description: string;
  /** Of Postgres, for what all its servers count together. */
  pool?: Pool;
}

/** Opens the store and brings its tables up to date. Throws UsageError, StoreUnavailableError. */
export async function openStore(location: StoreLocation): Promise<OpenedStore> {
  const { databaseUrl } = location;
  return databaseUrl === undefined
    ? openSqliteStore(location)
    : openPostgresStore(databaseUrl, location.poolSize);
}

async function openSqliteStore({ dataDir, sqliteDriver }: StoreLocation): Promise<OpenedStore> {
  const file = join(dataDir, 'alacard.sqlite');
  const db = await asUnavailable(async () => {
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
    throw new UsageError(`DATABASE_URL begins with ${protocol}//, and alacard takes postgres://`, {
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
  // An idle connection that the server ends is replaced at the next query.
  pool.on('error', () => {});
  const place = `${hostname}${pathname}`;
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  await asUnavailable(() => migrate(db, 'postgres'), place).catch(async (error: unknown) => {
    await db.destroy();
    throw error;
  });
  return { store: createStore(db, 'postgres', place), description: `Postgres at ${place}`, pool };
}

function parseUrl(text: string): URL {
  if (URL.canParse(text)) return new URL(text);
  throw new UsageError('DATABASE_URL is not a URL', {
    hint: 'For example: postgres://user:password@localhost/alacard.',
  });
}
