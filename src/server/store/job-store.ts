import { type Kysely, type Selectable, sql } from 'kysely';
import type { Dialect } from './migrations.ts';
import { type StoreErrorOptions, withStoreErrors } from './store-error.ts';
import { type Tables, toIso } from './tables.ts';

/** A notebook to generate once the Hub is available. Times are ISO 8601, UTC. */
export interface NewJob {
  /** Unguessable, because it grants access to the job. */
  id: string;
  createdAt: string;
  /** No attempt starts after this time. */
  expiresAt: string;
  /** Identical requests have the same key and share one job. */
  workKey: string;
  /** The request as JSON. */
  request: string;
  /** Time of the next attempt. While the job runs, the time when another worker may claim it. */
  dueAt: string;
  /** JSON: the result if done, the problem if failed, or why the job is waiting. */
  outcome: string | null;
}

export interface StoredJob extends NewJob {
  status: 'waiting' | 'done' | 'failed';
  /** Number of attempts started. */
  attempts: number;
}

/**
 * A job queue that survives crashes and is shared by all servers that use the same database. A claim is a lease: once
 * it has expired, another worker may claim the job. Every method can throw StoreUnavailableError.
 */
export interface JobStore {
  /**
   * @param maxWaiting limit on waiting jobs
   * @returns the job that is already waiting for the same work, or this one; undefined if the limit is reached
   */
  add(job: NewJob, maxWaiting: number): Promise<StoredJob | undefined>;
  find(id: string): Promise<StoredJob | undefined>;
  /** Claims the most overdue job until `leaseUntil`. */
  claim(now: string, leaseUntil: string): Promise<StoredJob | undefined>;
  /** Returns the job to the queue unless another worker has since claimed it. */
  postpone(job: StoredJob, dueAt: string, outcome: string | null): Promise<void>;
  /** Finishes the job unless another worker has since claimed it. */
  finish(job: StoredJob, status: 'done' | 'failed', outcome: string): Promise<void>;
  /** Number of waiting jobs that have not expired. */
  countWaiting(now: string): Promise<number>;
  /** Removes jobs that expired before that time. */
  sweep(expiredBefore: string): Promise<void>;
}

export function createJobStore(db: Kysely<Tables>, dialect: Dialect, options: StoreErrorOptions): JobStore {
  const run = <T>(query: () => Promise<T>) => withStoreErrors(query, options);

  const update = (job: StoredJob, values: { status?: string; due_at?: string; outcome: string | null }) =>
    run(async () => {
      await db
        .updateTable('tasks')
        .set(values)
        .where('id', '=', job.id)
        .where('status', '=', 'waiting')
        // Each claim increments `attempts`, so a worker whose lease has expired changes nothing.
        .where('attempts', '=', job.attempts)
        .execute();
    });

  return {
    add: ({ id, createdAt, expiresAt, dueAt, workKey, request, outcome }, maxWaiting) =>
      run(() =>
        db.transaction().execute(async (transaction) => {
          const waiting = transaction
            .selectFrom('tasks')
            .where('status', '=', 'waiting')
            .where('expires_at', '>', createdAt);
          const same = await waiting.selectAll().where('work_key', '=', workKey).executeTakeFirst();
          if (same !== undefined) return toStoredJob(same);
          const { count } = await waiting
            .select((eb) => eb.fn.countAll().as('count'))
            .executeTakeFirstOrThrow();
          if (Number(count) >= maxWaiting) return undefined;
          const row = await transaction
            .insertInto('tasks')
            .values({
              id,
              created_at: createdAt,
              expires_at: expiresAt,
              due_at: dueAt,
              work_key: workKey,
              request,
              outcome,
            })
            .returningAll()
            .executeTakeFirstOrThrow();
          return toStoredJob(row);
        }),
      ),

    find: (id) =>
      run(async () => {
        const row = await db.selectFrom('tasks').selectAll().where('id', '=', id).executeTakeFirst();
        return row && toStoredJob(row);
      }),

    claim: (now, leaseUntil) =>
      run(async () => {
        const row = await db
          .updateTable('tasks')
          .set((eb) => ({ due_at: leaseUntil, attempts: eb('attempts', '+', 1) }))
          .where('id', '=', (eb) =>
            eb
              .selectFrom('tasks')
              .select('id')
              .where('status', '=', 'waiting')
              .where('due_at', '<=', now)
              .where('expires_at', '>', now)
              .orderBy('due_at')
              .limit(1)
              // SQLite allows one writer at a time. Postgres skips rows that another server is claiming.
              .$if(dialect === 'postgres', (query) => query.forUpdate().skipLocked()),
          )
          .returningAll()
          .executeTakeFirst();
        return row && toStoredJob(row);
      }),

    postpone: (job, dueAt, outcome) => update(job, { due_at: dueAt, outcome }),
    finish: (job, status, outcome) => update(job, { status, outcome }),

    countWaiting: (now) =>
      run(async () => {
        const row = await db
          .selectFrom('tasks')
          .select(sql<number | string>`count(*)`.as('count'))
          .where('status', '=', 'waiting')
          .where('expires_at', '>', now)
          .executeTakeFirstOrThrow();
        return Number(row.count);
      }),

    sweep: (expiredBefore) =>
      run(async () => void (await db.deleteFrom('tasks').where('expires_at', '<', expiredBefore).execute())),
  };
}

const toStoredJob = (row: Selectable<Tables['tasks']>): StoredJob => ({
  id: row.id,
  createdAt: toIso(row.created_at),
  expiresAt: toIso(row.expires_at),
  dueAt: toIso(row.due_at),
  attempts: row.attempts,
  workKey: row.work_key,
  request: row.request,
  status: row.status as StoredJob['status'],
  outcome: row.outcome,
});
