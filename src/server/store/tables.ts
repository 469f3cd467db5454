import type { ColumnType, Generated } from 'kysely';

/** ISO text in SQLite; timestamptz in Postgres, whose driver returns a Date. */
type Time = ColumnType<string | Date, string, string>;

export const toIso = (time: string | Date) => (typeof time === 'string' ? time : time.toISOString());

export interface Tables {
  notebooks: {
    id: string;
    share_id: string;
    created_at: Time;
    expires_at: ColumnType<string | Date | null, string | null, never>;
    hf_model_id: string;
    /** JSON: text in SQLite, jsonb in Postgres. */
    metadata: ColumnType<unknown, string, never>;
    download_count: Generated<number>;
    visibility: string;
    deletion_token_hash: string;
    content_hash: string;
  };
  contents: {
    hash: string;
    bytes: ColumnType<Uint8Array | ArrayBuffer, Uint8Array, never>;
    size: number;
    /** 1 if this server generated the bytes, otherwise 0. */
    generated_here: Generated<number>;
  };
  remembered_answers: {
    key: string;
    created_at: Time;
    share_id: ColumnType<string | null, string, never>;
    request_hash: string;
    status: number;
    body: string;
  };
  tasks: {
    id: string;
    created_at: Time;
    expires_at: Time;
    due_at: Time;
    attempts: Generated<number>;
    status: Generated<string>;
    work_key: string;
    /** JSON. */
    request: string;
    /** JSON. */
    outcome: ColumnType<string | null, string | null, string | null>;
  };
  migrations: {
    name: string;
  };
}
