import { type Kysely, type Selectable, sql } from 'kysely';
import type { Dialect } from './migrations.ts';
import { asUnavailable } from './store-error.ts';
import { type Tables, toIso } from './tables.ts';

/** A notebook that is to be made when the Hub answers. Times are ISO 8601 in UTC. */
export interface NewJob {
  /** Unguessable: whoever has it may read the task. */
  id: string;
  createdAt: string;
  /** Not tried again after that. */
  expiresAt: string;
  /** What makes two requests one piece of work. */
  workKey: string;
  /** JSON of what is asked. */
  request: string;
  /** When it is tried (again); of one that is worked at, when another worker may take it. */
  dueAt: string;
  /** JSON: what was made, or why nothing was; of a waiting one, why it waits. */
  outcome: string | null;
}

export interface StoredJob extends NewJob {
  status: 'waiting' | 'done' | 'failed';
  /** How often it was begun. */
  attempts: number;
}

/**
 * A queue that survives crashes and is shared by all servers of one database. A claim is a lease: a worker that dies
 * gives its task back by not renewing it. Every method throws StoreUnavailableError.
 */
export interface JobStore {
  /** The one that waits for the same work, else this one; undefined where `most` wait already. */
  add(task: NewJob, most: number): Promise<StoredJob | undefined>;
  find(id: string): Promise<StoredJob | undefined>;
  /** Takes the task that is due the longest until `leaseUntil`. */
  claim(now: string, leaseUntil: string): Promise<StoredJob | undefined>;
  /** Back into the queue; nothing where another worker has taken the task since. */
  postpone(task: StoredJob, dueAt: string, outcome: string | null): Promise<void>;
  /** Ends it; nothing where another worker has taken the task since. */
  finish(task: StoredJob, status: 'done' | 'failed', outcome: string): Promise<void>;
  /** How many wait and are not expired. */
  countWaiting(now: string): Promise<number>;
  /** Removes what expired before that. */
  sweep(goneBefore: string): Promise<void>;
}

/** `place` names the database in errors. */
export function createJobStore(db: Kysely<Tables>, dialect: Dialect, place: string): JobStore {
  const run = <T>(query: () => Promise<T>) => asUnavailable(query, place);

  const change = (task: StoredJob, values: { status?: string; due_at?: string; outcome: string | null }) =>
    run(async () => {
      await db
        .updateTable('tasks')
        .set(values)
        .where('id', '=', task.id)
        .where('status', '=', 'waiting')
        // Each claim counts one up: an older claim's worker has nothing to say any more.
        .where('attempts', '=', task.attempts)
        .execute();
    });

  return {
    add: ({ id, createdAt, expiresAt, dueAt, workKey, request, outcome }, most) =>
      run(() =>
        db.transaction().execute(async (transaction) => {
          const waiting = transaction
            .selectFrom('tasks')
            .where('status', '=', 'waiting')
            .where('expires_at', '>', createdAt);
          const same = await waiting.selectAll().where('work_key', '=', workKey).executeTakeFirst();
          if (same !== undefined) return toTask(same);
          const { count } = await waiting
            .select((eb) => eb.fn.countAll().as('count'))
            .executeTakeFirstOrThrow();
          if (Number(count) >= most) return undefined;
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
          return toTask(row);
        }),
      ),

    find: (id) =>
      run(async () => {
        const row = await db.selectFrom('tasks').selectAll().where('id', '=', id).executeTakeFirst();
        return row && toTask(row);
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
              // SQLite lets one writer in at a time; Postgres passes over what another server is just taking.
              .$if(dialect === 'postgres', (query) => query.forUpdate().skipLocked()),
          )
          .returningAll()
          .executeTakeFirst();
        return row && toTask(row);
      }),

    postpone: (task, dueAt, outcome) => change(task, { due_at: dueAt, outcome }),
    finish: (task, status, outcome) => change(task, { status, outcome }),

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

    sweep: (goneBefore) =>
      run(async () => void (await db.deleteFrom('tasks').where('expires_at', '<', goneBefore).execute())),
  };
}

const toTask = (row: Selectable<Tables['tasks']>): StoredJob => ({
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
