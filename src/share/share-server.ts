import { defined } from '../defined.ts';
import {
  AccessDeniedError,
  type AlacardError,
  isShareRefusal,
  NotFoundError,
  type ShareRefusal,
  ShareRefusedError,
  UnavailableError,
  UsageError,
} from '../errors.ts';
import { findWaitMs } from '../hub/client/rate-limit.ts';
import { problem, sharedNotebook } from './protocol.ts';
import { findAnswer, type Origin, plain, readAnswer, toLink, unusable } from './read-answer.ts';
import { createSender, type SentAnswer } from './sender.ts';
import type { ShareTarget, ShareTargetOptions } from './share-target.ts';

const CHECKS = 'that a share server runs there (alacard serve starts one), the network and --share-url';
/** Of proxies in front, which speak no problem+json. */
const REFUSALS: Partial<Record<number, ShareRefusal>> = {
  413: 'NOTEBOOK_TOO_LARGE',
  429: 'RATE_LIMITED',
  507: 'QUOTA_EXCEEDED',
};

/** A server that `alacard serve` runs. @throws UsageError for a CA file that can't be read */
export async function openShareServer(options: ShareTargetOptions): Promise<ShareTarget> {
  const sender = await createSender(options, CHECKS);
  const originWith = (...secrets: string[]): Origin => ({
    name: new URL(options.endpoint).origin,
    checks: CHECKS,
    secrets,
  });

  return {
    async share({ bytes }, { isPublic, ttl, key, signal }) {
      const query = new URLSearchParams({ visibility: isPublic ? 'public' : 'unlisted' });
      if (ttl !== undefined) query.set('ttl', String(ttl));
      const origin = originWith(key);
      const answer = await sender.send({
        method: 'POST',
        path: `/api/notebook?${query}`,
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: bytes,
        isRepeatable: true,
        ...defined({ signal }),
      });
      if (answer.status !== 201) throw toShareError(answer, origin);
      const shared = readAnswer(answer, sharedNotebook, origin);
      return {
        id: shared.share_id,
        url: toLink(shared.share_url, answer, origin),
        notebookUrl: toLink(shared.notebook_url, answer, origin),
        deletionToken: shared.deletion_token,
        ...(shared.expires_at !== null && { expiresAt: shared.expires_at }),
      };
    },

    async unshare({ id, deletionToken = '' }, { signal } = {}) {
      const answer = await sender.send({
        method: 'DELETE',
        path: `/api/notebook/${encodeURIComponent(id)}`,
        headers: { authorization: `Bearer ${deletionToken}` },
        isRepeatable: true,
        ...defined({ signal }),
      });
      if (answer.status === 204) return 'removed';
      const error = toShareError(answer, originWith(deletionToken));
      if (error.code === 'SHARE_NOT_FOUND' || error.code === 'SHARE_EXPIRED') return 'gone';
      throw error;
    },

    close: () => sender.close(),
  };
}

/** The error that a server's refusal means, with its own words. */
function toShareError(answer: SentAnswer, origin: Origin): AlacardError {
  const { status } = answer;
  const told = findAnswer(answer, problem);
  const code = told?.code ?? REFUSALS[status] ?? '';
  const message = `${origin.name}: ${plain(told?.detail ?? told?.title ?? `refused with ${status}`, origin)}`;
  const hint = told?.hint === undefined ? {} : { hint: plain(told.hint, origin) };
  if (isShareRefusal(code)) return new ShareRefusedError(code, message, hint);
  if (status === 401 || status === 403) return new AccessDeniedError(message, hint);
  if (told === undefined) return unusable(answer, origin);
  if (code === 'SHARE_NOT_FOUND') return new NotFoundError(message, { code, ...hint });
  if (status >= 500) {
    const waitMs = findWaitMs(answer.headers, Date.now());
    return new UnavailableError(message, {
      hint: 'Try again later.',
      ...hint,
      ...defined({ retryAfterMs: waitMs }),
    });
  }
  return status === 404 ? unusable(answer, origin) : new UsageError(message, hint);
}
