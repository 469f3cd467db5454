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
import {
  type Origin,
  parseLink,
  parseResponse,
  toPrintableLine,
  tryParseResponse,
  unexpectedResponse,
} from './parse-response.ts';
import { problem, sharedNotebook } from './protocol.ts';
import { createSender, type SentResponse } from './sender.ts';
import type { ShareTarget, ShareTargetOptions } from './share-target.ts';

const CHECKS =
  'that a share server is running there (alacard serve starts one), and check the network and --share-url';
/** For proxies in front of the server, which don't send problem+json. */
const REFUSALS_BY_STATUS: Partial<Record<number, ShareRefusal>> = {
  413: 'NOTEBOOK_TOO_LARGE',
  429: 'RATE_LIMITED',
  507: 'QUOTA_EXCEEDED',
};

/** Shares on a server started by `alacard serve`. @throws UsageError for a CA file that can't be read */
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
      const response = await sender.send({
        method: 'POST',
        path: `/api/notebook?${query}`,
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: bytes,
        isIdempotent: true,
        ...defined({ signal }),
      });
      if (response.status !== 201) throw toShareError(response, origin);
      const shared = parseResponse(response, sharedNotebook, origin);
      return {
        id: shared.share_id,
        url: parseLink(shared.share_url, response, origin),
        notebookUrl: parseLink(shared.notebook_url, response, origin),
        deletionToken: shared.deletion_token,
        ...(shared.expires_at !== null && { expiresAt: shared.expires_at }),
      };
    },

    async unshare({ id, deletionToken = '' }, { signal } = {}) {
      const response = await sender.send({
        method: 'DELETE',
        path: `/api/notebook/${encodeURIComponent(id)}`,
        headers: { authorization: `Bearer ${deletionToken}` },
        isIdempotent: true,
        ...defined({ signal }),
      });
      if (response.status === 204) return 'removed';
      const error = toShareError(response, originWith(deletionToken));
      if (error.code === 'SHARE_NOT_FOUND' || error.code === 'SHARE_EXPIRED') return 'gone';
      throw error;
    },

    close: () => sender.close(),
  };
}

/** Turns a refusal into an error with the server's message and hint. */
function toShareError(response: SentResponse, origin: Origin): AlacardError {
  const { status } = response;
  const details = tryParseResponse(response, problem);
  const code = details?.code ?? REFUSALS_BY_STATUS[status] ?? '';
  const message = `${origin.name}: ${toPrintableLine(details?.detail ?? details?.title ?? `refused with HTTP ${status}`, origin)}`;
  const hint = details?.hint === undefined ? {} : { hint: toPrintableLine(details.hint, origin) };
  if (isShareRefusal(code)) return new ShareRefusedError(code, message, hint);
  if (status === 401 || status === 403) return new AccessDeniedError(message, hint);
  if (details === undefined) return unexpectedResponse(response, origin);
  if (code === 'SHARE_NOT_FOUND') return new NotFoundError(message, { code, ...hint });
  if (status >= 500) {
    const waitMs = findWaitMs(response.headers, Date.now());
    return new UnavailableError(message, {
      hint: 'Try again later.',
      ...hint,
      ...defined({ retryAfterMs: waitMs }),
    });
  }
  return status === 404 ? unexpectedResponse(response, origin) : new UsageError(message, hint);
}
