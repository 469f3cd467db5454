import type { NotebookOrigin, SharedMetadata } from '../../share/protocol.ts';
import type { JobStore } from './job-store.ts';

export type Visibility = 'unlisted' | 'public';

/** A shared notebook without its bytes. Times are ISO 8601, UTC. */
export interface StoredNotebook {
  /** A UUID. */
  id: string;
  shareId: string;
  createdAt: string;
  expiresAt: string | null;
  modelId: string;
  /** `generated` if this server generated these bytes, for this share or another one. */
  origin: NotebookOrigin;
  /** For an uploaded notebook, contains only what this server determined itself. */
  metadata: SharedMetadata;
  downloadCount: number;
  visibility: Visibility;
  /** SHA-256 of the bytes, in hex. */
  contentHash: string;
  /** Bytes. */
  size: number;
}

/** @param now ISO 8601, UTC */
export const isExpired = ({ expiresAt }: StoredNotebook, now: string): boolean =>
  expiresAt !== null && expiresAt <= now;

export interface NewNotebook extends Omit<StoredNotebook, 'downloadCount' | 'contentHash' | 'size'> {
  /** SHA-256 in hex. */
  deletionTokenHash: string;
  bytes: Uint8Array;
}

export type FindResult =
  | { status: 'found'; notebook: StoredNotebook }
  | { status: 'expired' }
  | { status: 'missing' };

/** A response that is repeated for a request with the same Idempotency-Key. */
export interface StoredResponse {
  /** SHA-256 of the request, in hex. */
  requestHash: string;
  status: number;
  body: string;
}

export interface ListRequest {
  sort: 'recent' | 'downloads';
  /** Maximum number of rows. */
  limit: number;
  offset: number;
}

/** Totals, excluding expired notebooks. */
export interface StoreStats {
  notebooks: number;
  publicNotebooks: number;
  downloads: number;
  models: number;
}

/** Stores shares in SQLite or Postgres. Every method can throw StoreUnavailableError. */
export interface Store {
  jobs: JobStore;
  /** Atomic. Once the promise resolves, the notebook and the response for its Idempotency-Key survive a crash. */
  save(notebook: NewNotebook, idempotency?: { key: string; response: StoredResponse }): Promise<void>;
  find(shareId: string, now: string): Promise<FindResult>;
  /** The bytes as uploaded. */
  readContent(hash: string): Promise<Uint8Array | undefined>;
  /** Adds to the counts of several notebooks at once. */
  addDownloads(counts: ReadonlyMap<string, number>): Promise<void>;
  /** @returns `forbidden` if the token belongs to another share */
  remove(shareId: string, deletionTokenHash: string): Promise<'removed' | 'forbidden' | 'missing'>;
  /** Public notebooks that have not expired. */
  list(request: ListRequest, now: string): Promise<StoredNotebook[]>;
  stats(now: string): Promise<StoreStats>;
  /** Total size of all content. Identical content is counted once. */
  usedBytes(): Promise<number>;
  /** Undefined if there is none, or if its share was deleted or has expired. */
  findResponse(key: string, now: string): Promise<StoredResponse | undefined>;
  /**
   * Removes notebooks that expired before `expiredBefore`, content that no notebook refers to, and responses
   * stored before `rememberedBefore`.
   * @returns the number of notebooks removed
   */
  sweep(times: { expiredBefore: string; rememberedBefore: string }): Promise<number>;
  /** Resolves if the store can write. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
