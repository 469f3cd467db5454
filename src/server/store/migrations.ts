import { type Kysely, sql, type Transaction } from 'kysely';
import { UsageError } from '../../errors.ts';
import type { Tables } from './tables.ts';

export type Dialect = 'sqlite' | 'postgres';

/** Column types that differ between the databases. */
const TYPES = {
  sqlite: { time: 'text', json: 'text', bytes: 'blob', uuid: 'text' },
  postgres: { time: 'timestamptz', json: 'jsonb', bytes: 'bytea', uuid: 'uuid' },
} as const;

interface Migration {
  name: string;
  up(db: Transaction<Tables>, dialect: Dialect): Promise<void>;
}

/** In order. Never change a released migration; add another. */
const MIGRATIONS: readonly Migration[] = [
  {
    name: '0001-notebooks',
    async up(db, dialect) {
      const { time, json, bytes, uuid } = TYPES[dialect];
      await db.schema
        .createTable('contents')
        .addColumn('hash', 'text', (column) => column.primaryKey())
        .addColumn('bytes', bytes, (column) => column.notNull())
        .addColumn('size', 'integer', (column) => column.notNull())
        .execute();
      // A covering index for the sum of sizes, so that checking the quota does not read the bytes.
      await db.schema.createIndex('contents_size').on('contents').column('size').execute();
      await db.schema
        .createTable('notebooks')
        .addColumn('id', uuid, (column) => column.primaryKey())
        .addColumn('created_at', time, (column) => column.notNull())
        .addColumn('expires_at', time)
        .addColumn('share_id', 'text', (column) => column.notNull().unique())
        .addColumn('hf_model_id', 'text', (column) => column.notNull())
        .addColumn('metadata', json, (column) => column.notNull())
        .addColumn('download_count', 'integer', (column) => column.notNull().defaultTo(0))
        .addColumn('visibility', 'text', (column) => column.notNull())
        .addColumn('deletion_token_hash', 'text', (column) => column.notNull())
        .addColumn('content_hash', 'text', (column) => column.notNull().references('contents.hash'))
        .execute();
      await db.schema.createIndex('notebooks_model').on('notebooks').column('hf_model_id').execute();
      await db.schema.createIndex('notebooks_created').on('notebooks').column('created_at desc').execute();
      await db.schema.createIndex('notebooks_content').on('notebooks').column('content_hash').execute();
      await db.schema.createIndex('notebooks_expiry').on('notebooks').column('expires_at').execute();
      await db.schema
        .createTable('remembered_answers')
        .addColumn('key', 'text', (column) => column.primaryKey())
        .addColumn('created_at', time, (column) => column.notNull())
        .addColumn('request_hash', 'text', (column) => column.notNull())
        .addColumn('status', 'integer', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .execute();
    },
  },
  {
    name: '0002-tasks',
    async up(db, dialect) {
      const { time } = TYPES[dialect];
      await db.schema
        .createTable('tasks')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('created_at', time, (column) => column.notNull())
        .addColumn('expires_at', time, (column) => column.notNull())
        .addColumn('due_at', time, (column) => column.notNull())
        .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
        .addColumn('status', 'text', (column) => column.notNull().defaultTo('waiting'))
        .addColumn('work_key', 'text', (column) => column.notNull())
        .addColumn('request', 'text', (column) => column.notNull())
        .addColumn('outcome', 'text')
        .execute();
      await db.schema.createIndex('tasks_due').on('tasks').columns(['status', 'due_at']).execute();
      await db.schema.createIndex('tasks_work').on('tasks').columns(['work_key', 'status']).execute();
      await db.schema.createIndex('tasks_expiry').on('tasks').column('expires_at').execute();
    },
  },
  {
    name: '0003-rate-limits',
    async up(db, dialect) {
      // The table that rate-limiter-flexible uses. With SQLite, the server counts in memory.
      if (dialect !== 'postgres') return;
      await db.schema
        .createTable('rate_limits')
        .addColumn('key', 'varchar(255)', (column) => column.primaryKey())
        .addColumn('points', 'integer', (column) => column.notNull().defaultTo(0))
        .addColumn('expire', 'bigint')
        .execute();
    },
  },
  {
    name: '0004-generated-here',
    async up(db) {
      // Whether this server generated the bytes. The origin of content from before this migration is unknown.
      await db.schema
        .alterTable('contents')
        .addColumn('generated_here', 'integer', (column) => column.notNull().defaultTo(0))
        .execute();
    },
  },
  {
    name: '0005-responses-of-shares',
    async up(db) {
      // From now on, a key is valid for one client only, so no earlier response would be found.
      await db.deleteFrom('remembered_answers').execute();
      await db.schema.alterTable('remembered_answers').addColumn('share_id', 'text').execute();
      await db.schema.createIndex('remembered_share').on('remembered_answers').column('share_id').execute();
    },
  },
];

/** Arbitrary id of the advisory lock for migrations. Must never change. */
const LOCK_ID = 7_205_759_403;

/**
 * Applies pending migrations. Servers that start at the same time wait for each other.
 * @param location identifies the database in errors
 * @throws UsageError if a newer version of alacard has migrated the database
 */
export async function migrate(db: Kysely<Tables>, dialect: Dialect, location: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    if (dialect === 'postgres')
      await sql`select pg_advisory_xact_lock(${sql.lit(LOCK_ID)})`.execute(transaction);
    await transaction.schema
      .createTable('migrations')
      .ifNotExists()
      .addColumn('name', 'text', (column) => column.primaryKey())
      .execute();
    const done = new Set(
      (await transaction.selectFrom('migrations').select('name').execute()).map(({ name }) => name),
    );
    const unknown = [...done].filter((name) => MIGRATIONS.every((migration) => migration.name !== name));
    if (unknown.length > 0) throw tooNew(location, unknown);
    for (const { name, up } of MIGRATIONS) {
      if (done.has(name)) continue;
      await up(transaction, dialect);
      await transaction.insertInto('migrations').values({ name }).execute();
    }
  });
}

const tooNew = (location: string, migrations: string[]) =>
  new UsageError(`${location} was migrated by a newer version of alacard (${migrations.join(', ')})`, {
    hint: 'Upgrade alacard, or choose another database with --data-dir or DATABASE_URL.',
  });
