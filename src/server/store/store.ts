import type { SharedMetadata } from '../../share/protocol.ts';
import type { JobStore } from './job-store.ts';

export type Visibility = 'unlisted' | 'public';

/** A shared notebook without its bytes. Times are ISO 8601 in UTC. */
export interface StoredNotebook {
  /** A UUID. */
  id: string;
  shareId: string;
  createdAt: string;
  expiresAt: string | null;
  modelId: string;
  metadata: SharedMetadata;
  downloadCount: number;
  visibility: Visibility;
  /** SHA-256 in hex of the bytes. */
  contentHash: string;
  /** Bytes. */
  size: number;
}

/** `now` in ISO 8601 in UTC. */
export const isExpired = ({ expiresAt }: StoredNotebook, now: string): boolean =>
  expiresAt !== null && expiresAt <= now;

export interface NewNotebook extends Omit<StoredNotebook, 'downloadCount' | 'contentHash' | 'size'> {
  /** SHA-256 in hex. */
  deletionTokenHash: string;
  bytes: Uint8Array;
}

export type Found =
  | { status: 'found'; notebook: StoredNotebook }
  | { status: 'expired' }
  | { status: 'missing' };

/** An answer that is given again to a request with the same Idempotency-Key. */
export interface RememberedAnswer {
  /** SHA-256 in hex of what was asked. */
  requestHash: string;
  status: number;
  body: string;
}

export interface ListRequest {
  sort: 'recent' | 'downloads';
  /** Rows at most. */
  limit: number;
  offset: number;
}

/** Totals of what is not expired. */
export interface StoreStats {
  notebooks: number;
  publicNotebooks: number;
  downloads: number;
  models: number;
}

/** Where shares live: SQLite or Postgres behind the same queries. Every method throws StoreUnavailableError. */
export interface Store {
  jobs: JobStore;
  /** Whole or not at all; once resolved it survives a crash. `remember` is kept with it under its key. */
  save(notebook: NewNotebook, remember?: { key: string; answer: RememberedAnswer }): Promise<void>;
  find(shareId: string, now: string): Promise<Found>;
  /** The bytes as they were uploaded. */
  readContent(hash: string): Promise<Uint8Array | undefined>;
  /** Adds to the counts of several notebooks at once. */
  addDownloads(counts: ReadonlyMap<string, number>): Promise<void>;
  /** `forbidden` where the token is another's. */
  remove(shareId: string, deletionTokenHash: string): Promise<'removed' | 'forbidden' | 'missing'>;
  /** Public notebooks that are not expired. */
  list(request: ListRequest, now: string): Promise<StoredNotebook[]>;
  stats(now: string): Promise<StoreStats>;
  /** Bytes of all contents, each counted once. */
  usedBytes(): Promise<number>;
  findAnswer(key: string): Promise<RememberedAnswer | undefined>;
  /**
   * Removes what expired before `goneBefore` for good, contents that nothing names, and answers remembered before
   * `forgetBefore`; the number of notebooks removed.
   */
  sweep(times: { goneBefore: string; forgetBefore: string }): Promise<number>;
  /** Resolves where the store answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
