import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { defined } from '../../defined.ts';
import { AlacardError, ShareRefusedError } from '../../errors.ts';
import type { ModelFacts, NotebookOrigin, SharedNotebook } from '../../share/protocol.ts';
import type { Links } from '../http/links.ts';
import { createLruCache } from '../lru-cache.ts';
import type { Store, StoredNotebook, StoredResponse, Visibility } from '../store/store.ts';
import type { ScannedNotebook } from '../workers/worker-jobs.ts';
import { isWorkerError, type WorkerPool } from '../workers/worker-pool.ts';
import type { ContentCache } from './content-cache.ts';

export interface ShareRequest {
  bytes: Uint8Array;
  origin: NotebookOrigin;
  visibility: Visibility;
  /** Seconds. */
  ttl?: number;
  /** The client's key for this request, and a digest of the request to detect reuse of the key. */
  idempotency?: { key: string; request: string };
  links: Links;
  /** The client that sent the request. Limits and turns are per client. */
  client: string;
}

export interface SharesOptions {
  store: Store;
  workers: Pick<WorkerPool, 'run'>;
  contents: Pick<ContentCache, 'prepare'>;
  /** Must not throw. */
  describeModel(id: string, client: string): Promise<ModelFacts>;
  /** Limit on the total size of all notebooks. */
  quotaBytes: number;
  /** Lifetime of a share in seconds, if the request has none. Defaults to no expiry. */
  defaultTtl?: number;
  /** Milliseconds since 1970. */
  now: () => number;
}

export interface Shares {
  /** @throws ShareRefusedError, StoreUnavailableError */
  share(request: ShareRequest): Promise<SharedNotebook>;
  /**
   * Makes a later upload of these bytes count as generated, for use when they cannot be stored now. Lost on
   * restart.
   */
  rememberGenerated(bytes: Uint8Array): void;
  /**
   * @returns the notebook, or undefined if there is none
   * @throws ShareRefusedError if it has expired
   */
  find(shareId: string): Promise<StoredNotebook | undefined>;
  /** @throws StoreUnavailableError */
  remove(shareId: string, token: string): Promise<'removed' | 'forbidden' | 'missing'>;
}

const MAX_UNSTORED = 1_000;

export function createShares(options: SharesOptions): Shares {
  const { store, workers, contents, describeModel, quotaBytes, defaultTtl, now } = options;
  /** Hashes of generated notebooks that could not be stored. */
  const unstored = createLruCache<true>(MAX_UNSTORED, () => 1);
  let lastTime = { ms: Number.NaN, iso: '' };
  /** Formats each millisecond only once. */
  function isoNow(): string {
    const ms = now();
    if (ms !== lastTime.ms) lastTime = { ms, iso: new Date(ms).toISOString() };
    return lastTime.iso;
  }

  /** @throws ShareRefusedError */
  async function scan(bytes: Uint8Array, client: string): Promise<ScannedNotebook> {
    try {
      return await workers.run('scan', { bytes }, { client });
    } catch (error) {
      if (!isWorkerError(error)) throw error;
      if (error.reason === 'failed') {
        throw new ShareRefusedError('NOTEBOOK_INVALID', 'the notebook takes too long to check', {
          hint: 'Clear its outputs and try again.',
        });
      }
      throw busyError('checking');
    }
  }

  async function checkQuota(size: number): Promise<void> {
    if ((await store.usedBytes()) + size <= quotaBytes) return;
    throw new ShareRefusedError('QUOTA_EXCEEDED', 'the storage quota of this server is used up', {
      hint: 'Use another server, or ask its operator for more space.',
    });
  }

  async function findEarlierResponse(
    idempotency: NonNullable<ShareRequest['idempotency']>,
  ): Promise<SharedNotebook | undefined> {
    const stored = await store.findResponse(sha256(idempotency.key), isoNow());
    if (stored === undefined) return undefined;
    if (stored.requestHash !== sha256(idempotency.request)) {
      throw new ShareRefusedError(
        'IDEMPOTENCY_MISMATCH',
        'this Idempotency-Key was already used for another request',
        { hint: 'Use a new key for each request.' },
      );
    }
    const { salt, ...response } = JSON.parse(stored.body) as SharedNotebook & { salt: string };
    return { ...response, deletion_token: deriveToken(idempotency.key, salt) };
  }

  return {
    async share({ bytes, origin, visibility, ttl = defaultTtl, idempotency, links, client }) {
      const earlier = idempotency && (await findEarlierResponse(idempotency));
      if (earlier !== undefined) return earlier;
      const scanned = await scan(bytes, client);
      await checkQuota(bytes.length);
      const facts = await describeModel(scanned.model, client);
      const salt = randomToken();
      const token = idempotency === undefined ? randomToken() : deriveToken(idempotency.key, salt);
      const shareId = randomBytes(16).toString('base64url');
      const createdAt = isoNow();
      const expiresAt =
        ttl === undefined ? null : new Date(Date.parse(createdAt) + ttl * 1_000).toISOString();
      const response = {
        share_id: shareId,
        notebook_url: links.notebookUrl(shareId),
        share_url: links.shareUrl(shareId),
        model_info: facts,
        expires_at: expiresAt,
      };
      const notebook = {
        id: randomUUID(),
        shareId,
        createdAt,
        expiresAt,
        modelId: scanned.model,
        origin: unstored.get(scanned.hash) ? 'generated' : origin,
        metadata: toMetadata(scanned, facts),
        visibility,
        deletionTokenHash: sha256(token),
        bytes,
      };
      if (idempotency === undefined) {
        await store.save(notebook);
      } else {
        const storedResponse: StoredResponse = {
          requestHash: sha256(idempotency.request),
          status: 201,
          body: JSON.stringify({ ...response, salt }),
        };
        try {
          await store.save(notebook, { key: sha256(idempotency.key), response: storedResponse });
        } catch (error) {
          // An identical concurrent request may have been stored first.
          const winner = await findEarlierResponse(idempotency).catch(() => undefined);
          if (winner !== undefined) return winner;
          throw error;
        }
      }
      contents.prepare(scanned.hash, bytes, client);
      return { ...response, deletion_token: token };
    },

    rememberGenerated: (bytes) => unstored.set(sha256(bytes), true),

    async find(shareId) {
      const found = await store.find(shareId, isoNow());
      if (found.status === 'found') return found.notebook;
      if (found.status === 'missing') return undefined;
      throw new ShareRefusedError('SHARE_EXPIRED', 'this share has expired', {
        hint: 'Generate the notebook again with alacard generate.',
      });
    },

    remove: (shareId, token) => store.remove(shareId, sha256(token)),
  };
}

function toMetadata(
  { sha, version, strategy }: ScannedNotebook,
  facts: ModelFacts,
): StoredNotebook['metadata'] {
  return {
    model_info: facts,
    source_readme_sha: sha ?? null,
    generated_by: `alacard ${version}`,
    ...defined({ strategy }),
  };
}

const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');
const randomToken = () => randomBytes(32).toString('base64url');

/** Derives the same token for a repeated request, because the store contains only the token's hash. */
const deriveToken = (key: string, salt: string) => createHmac('sha256', key).update(salt).digest('base64url');

/** The error for work that has waited too long. */
export const busyError = (work: 'checking' | 'generating') =>
  new AlacardError('SERVER_BUSY', 5, 503, `the server is busy ${work} other notebooks`, {
    hint: 'Try again in a minute.',
  });
