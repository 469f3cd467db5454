import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { defined } from '../../defined.ts';
import { ShareRefusedError } from '../../errors.ts';
import { type CheckedNotebook, checkNotebook } from '../../share/check-notebook.ts';
import type { ModelFacts, SharedNotebook } from '../../share/protocol.ts';
import type { Links } from '../http/links.ts';
import type { RememberedAnswer, Store, StoredNotebook, Visibility } from '../store/store.ts';

export interface ShareRequest {
  bytes: Uint8Array;
  visibility: Visibility;
  /** Seconds. */
  ttl?: number;
  /** The client's own key for this request, and what it asked, for when it asks again. */
  idempotency?: { key: string; request: string };
  links: Links;
}

export interface SharesOptions {
  store: Store;
  /** What is known of a model; must not throw. */
  describeModel(id: string): Promise<ModelFacts>;
  /** Bytes of all contents together. */
  quotaBytes: number;
  /** Seconds that a share lasts where nobody says; absent: for ever. */
  defaultTtl?: number;
  /** Milliseconds since 1970. */
  now: () => number;
}

export interface Shares {
  /** @throws ShareRefusedError, StoreUnavailableError */
  share(request: ShareRequest): Promise<SharedNotebook>;
  /** The notebook. @throws ShareRefusedError where it expired; undefined where there is none */
  find(shareId: string): Promise<StoredNotebook | undefined>;
  /** @throws StoreUnavailableError */
  remove(shareId: string, token: string): Promise<'removed' | 'forbidden' | 'missing'>;
}

export function createShares({ store, describeModel, quotaBytes, defaultTtl, now }: SharesOptions): Shares {
  let clock = { ms: Number.NaN, iso: '' };
  /** Written once a millisecond, however many ask. */
  function isoNow(): string {
    const ms = now();
    if (ms !== clock.ms) clock = { ms, iso: new Date(ms).toISOString() };
    return clock.iso;
  }

  async function refuseFull(size: number): Promise<void> {
    if ((await store.usedBytes()) + size <= quotaBytes) return;
    throw new ShareRefusedError('QUOTA_EXCEEDED', 'this server holds as many notebooks as it may', {
      hint: 'Use another server, or ask its host for room.',
    });
  }

  async function recall(
    idempotency: NonNullable<ShareRequest['idempotency']>,
  ): Promise<SharedNotebook | undefined> {
    const found = await store.findAnswer(sha256(idempotency.key));
    if (found === undefined) return undefined;
    if (found.requestHash !== sha256(idempotency.request)) {
      throw new ShareRefusedError(
        'IDEMPOTENCY_MISMATCH',
        'this Idempotency-Key was used for another request',
        {
          hint: 'Take a new key for each new request.',
        },
      );
    }
    const { salt, ...answer } = JSON.parse(found.body) as SharedNotebook & { salt: string };
    return { ...answer, deletion_token: deriveToken(idempotency.key, salt) };
  }

  return {
    async share({ bytes, visibility, ttl = defaultTtl, idempotency, links }) {
      const checked = checkNotebook(bytes);
      const known = idempotency && (await recall(idempotency));
      if (known !== undefined) return known;
      await refuseFull(bytes.length);
      const facts = await describeModel(checked.alacard.model);
      const salt = randomToken();
      const token = idempotency === undefined ? randomToken() : deriveToken(idempotency.key, salt);
      const shareId = randomBytes(16).toString('base64url');
      const createdAt = isoNow();
      const expiresAt =
        ttl === undefined ? null : new Date(Date.parse(createdAt) + ttl * 1_000).toISOString();
      const answer = {
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
        modelId: checked.alacard.model,
        metadata: toMetadata(checked, facts),
        visibility,
        deletionTokenHash: sha256(token),
        bytes,
      };
      if (idempotency === undefined) {
        await store.save(notebook);
      } else {
        const remembered: RememberedAnswer = {
          requestHash: sha256(idempotency.request),
          status: 201,
          body: JSON.stringify({ ...answer, salt }),
        };
        try {
          await store.save(notebook, { key: sha256(idempotency.key), answer: remembered });
        } catch (error) {
          // The same request may have won the race.
          const winner = await recall(idempotency).catch(() => undefined);
          if (winner !== undefined) return winner;
          throw error;
        }
      }
      return { ...answer, deletion_token: token };
    },

    async find(shareId) {
      const found = await store.find(shareId, isoNow());
      if (found.status === 'found') return found.notebook;
      if (found.status === 'missing') return undefined;
      throw new ShareRefusedError('SHARE_EXPIRED', 'this notebook was shared for a time that is over', {
        hint: 'Make it anew with alacard generate.',
      });
    },

    remove: (shareId, token) => store.remove(shareId, sha256(token)),
  };
}

function toMetadata({ alacard }: CheckedNotebook, facts: ModelFacts): StoredNotebook['metadata'] {
  return {
    model_info: facts,
    source_readme_sha: alacard.sha ?? null,
    generated_by: `alacard ${alacard.version}`,
    ...defined({ strategy: alacard.strategy }),
  };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const randomToken = () => randomBytes(32).toString('base64url');

/** The same for the same request, so that a repeated one gets its token though the store holds its hash alone. */
const deriveToken = (key: string, salt: string) => createHmac('sha256', key).update(salt).digest('base64url');
