import { createHash } from 'node:crypto';
import { type CompiledQuery, type ExpressionBuilder, type Kysely, sql } from 'kysely';
import { createJobStore } from './job-store.ts';
import type { Dialect } from './migrations.ts';
import { NOTEBOOK_COLUMNS, toNotebook, toRow } from './notebook-rows.ts';
import type { FindResult, Store, StoredResponse } from './store.ts';
import { isExpired } from './store.ts';
import { type StoreErrorOptions, withStoreErrors } from './store-error.ts';
import type { Tables } from './tables.ts';

/** How long a health check waits for a lock. */
const PING_WAIT_MS = 1_000;

/** The same queries for both databases. */
export function createStore(db: Kysely<Tables>, dialect: Dialect, options: StoreErrorOptions): Store {
  const run = <T>(query: () => Promise<T>) => withStoreErrors(query, options);
  let pinging: Promise<void> | undefined;
  const rows = () =>
    db
      .selectFrom('notebooks')
      .innerJoin('contents', 'contents.hash', 'notebooks.content_hash')
      .select(NOTEBOOK_COLUMNS);
  // Compiled once, because every page and download runs them.
  const findShare = rows().where('share_id', '=', '').compile();
  const findContent = db.selectFrom('contents').select('bytes').where('hash', '=', '').compile();

  return {
    jobs: createJobStore(db, dialect, options),

    save: (notebook, idempotency) =>
      run(() =>
        db.transaction().execute(async (transaction) => {
          const contentHash = createHash('sha256').update(notebook.bytes).digest('hex');
          const contentFacts = {
            size: notebook.bytes.length,
            // Uploading bytes that this server has generated does not change their origin.
            ...(notebook.origin === 'generated' && { generated_here: 1 }),
          };
          await transaction
            .insertInto('contents')
            .values({ hash: contentHash, bytes: notebook.bytes, ...contentFacts })
            // The update locks the row, so that a sweep can't remove content that is about to be referenced.
            .onConflict((conflict) => conflict.column('hash').doUpdateSet(contentFacts))
            .execute();
          await transaction.insertInto('notebooks').values(toRow(notebook, contentHash)).execute();
          if (idempotency === undefined) return;
          const { requestHash, status, body } = idempotency.response;
          // This is the response for a share that has expired.
          await transaction
            .deleteFrom('remembered_answers')
            .where('key', '=', idempotency.key)
            .where((eb) => eb.not(eb.exists(liveShare(eb, notebook.createdAt))))
            .execute();
          await transaction
            .insertInto('remembered_answers')
            .values({
              key: idempotency.key,
              created_at: notebook.createdAt,
              share_id: notebook.shareId,
              request_hash: requestHash,
              status,
              body,
            })
            .execute();
        }),
      ),

    find: (shareId, now) =>
      run(async (): Promise<FindResult> => {
        const [row] = (await db.executeQuery(bind(findShare, shareId))).rows;
        if (row === undefined) return { status: 'missing' };
        const notebook = toNotebook(row, dialect);
        return isExpired(notebook, now) ? { status: 'expired' } : { status: 'found', notebook };
      }),

    readContent: (hash) =>
      run(async () => {
        const [row] = (await db.executeQuery(bind(findContent, hash))).rows;
        // libsql returns an ArrayBuffer.
        return row?.bytes instanceof ArrayBuffer ? new Uint8Array(row.bytes) : row?.bytes;
      }),

    addDownloads: (counts) =>
      run(() =>
        db.transaction().execute(async (transaction) => {
          // Sorted, so that two servers lock rows in the same order and never deadlock.
          for (const [shareId, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
            await transaction
              .updateTable('notebooks')
              .set((eb) => ({ download_count: eb('download_count', '+', count) }))
              .where('share_id', '=', shareId)
              .execute();
          }
        }),
      ),

    remove: (shareId, deletionTokenHash) =>
      run(() =>
        db.transaction().execute(async (transaction) => {
          const removed = await transaction
            .deleteFrom('notebooks')
            .where('share_id', '=', shareId)
            .where('deletion_token_hash', '=', deletionTokenHash)
            .returning('content_hash')
            .executeTakeFirst();
          if (removed !== undefined) {
            await transaction
              .deleteFrom('contents')
              .where('hash', '=', removed.content_hash)
              .where(isUnreferenced)
              .execute();
            await transaction.deleteFrom('remembered_answers').where('share_id', '=', shareId).execute();
            return 'removed';
          }
          const other = await transaction
            .selectFrom('notebooks')
            .select('id')
            .where('share_id', '=', shareId)
            .executeTakeFirst();
          return other === undefined ? 'missing' : 'forbidden';
        }),
      ),

    list: ({ sort, limit, offset }, now) =>
      run(async () => {
        const publicRows = await rows()
          .where('visibility', '=', 'public')
          .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
          .$if(sort === 'downloads', (query) => query.orderBy('download_count', 'desc'))
          .orderBy('created_at', 'desc')
          .orderBy('notebooks.id')
          .limit(limit)
          .offset(offset)
          .execute();
        return publicRows.map((row) => toNotebook(row, dialect));
      }),

    stats: (now) =>
      run(async () => {
        const row = await db
          .selectFrom('notebooks')
          .select((eb) => [
            eb.fn.countAll().as('notebooks'),
            sql`sum(case when visibility = 'public' then 1 else 0 end)`.as('publicNotebooks'),
            eb.fn.sum('download_count').as('downloads'),
            sql`count(distinct hf_model_id)`.as('models'),
          ])
          .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
          .executeTakeFirstOrThrow();
        return {
          notebooks: Number(row.notebooks),
          publicNotebooks: Number(row.publicNotebooks ?? 0),
          downloads: Number(row.downloads ?? 0),
          models: Number(row.models),
        };
      }),

    usedBytes: () =>
      run(async () => {
        const row = await db
          .selectFrom('contents')
          .select((eb) => eb.fn.sum('size').as('bytes'))
          .executeTakeFirstOrThrow();
        return Number(row.bytes ?? 0);
      }),

    findResponse: (key, now) =>
      run(async (): Promise<StoredResponse | undefined> => {
        const row = await db
          .selectFrom('remembered_answers')
          .selectAll()
          .where('key', '=', key)
          .where((eb) => eb.exists(liveShare(eb, now)))
          .executeTakeFirst();
        return row && { requestHash: row.request_hash, status: row.status, body: row.body };
      }),

    sweep: ({ expiredBefore, rememberedBefore }) =>
      run(() =>
        db.transaction().execute(async (transaction) => {
          await transaction
            .deleteFrom('remembered_answers')
            .where('created_at', '<', rememberedBefore)
            .execute();
          const removed = await transaction
            .deleteFrom('notebooks')
            .where('expires_at', '<', expiredBefore)
            .returning('content_hash')
            .execute();
          const hashes = [...new Set(removed.map((row) => row.content_hash))];
          for (let at = 0; at < hashes.length; at += 500) {
            await transaction
              .deleteFrom('contents')
              .where('hash', 'in', hashes.slice(at, at + 500))
              .where(isUnreferenced)
              .execute();
          }
          return removed.length;
        }),
      ),

    ping() {
      // Health checks are not rate limited, so concurrent ones share one query.
      pinging ??= withStoreErrors(
        // In a transaction, SQLite checks that it can write.
        () =>
          db.transaction().execute(async (transaction) => void (await sql`select 1`.execute(transaction))),
        { ...options, lockWaitMs: PING_WAIT_MS },
      ).finally(() => {
        pinging = undefined;
      });
      return pinging;
    },
    close: () => db.destroy(),
  };
}

const bind = <T>(query: CompiledQuery<T>, key: string): CompiledQuery<T> => ({ ...query, parameters: [key] });

/** The share that a stored response refers to, unless it was deleted or has expired. */
const liveShare = (eb: ExpressionBuilder<Tables, 'remembered_answers'>, now: string) =>
  eb
    .selectFrom('notebooks')
    .select('notebooks.id')
    .whereRef('notebooks.share_id', '=', 'remembered_answers.share_id')
    .where((share) => share.or([share('expires_at', 'is', null), share('expires_at', '>', now)]));

const isUnreferenced = (eb: ExpressionBuilder<Tables, 'contents'>) =>
  eb.not(
    eb.exists(
      eb.selectFrom('notebooks').select('id').whereRef('notebooks.content_hash', '=', 'contents.hash'),
    ),
  );
