import { isAlacardError } from '../errors.ts';
import { createHub, type Hub, type HubOptions } from './hub.ts';

const REFUSALS = new Set(['MODEL_NOT_FOUND', 'REVISION_NOT_FOUND', 'ACCESS_DENIED']);
const isRefusal = (error: unknown) => isAlacardError(error) && REFUSALS.has(error.code);

/**
 * A Hub for visitors who may see only public models, whatever the token has access to. The token is used for metadata
 * and lists. Private models are treated as missing. Cards and notebooks are read without the token, because a gated
 * model's metadata is public but its files may not be. If the Hub refuses a request, the error is the one for an
 * anonymous client, so it does not reveal whether a private model exists.
 */
export function createPublicHub(options: HubOptions): Hub {
  const { token, ...others } = options;
  const anonymous = createHub({ ...others, publicOnly: true });
  if (token === undefined) return anonymous;
  const member = createHub({ ...options, publicOnly: true });
  return {
    ...anonymous,
    model: (id, call) =>
      member.model(id, call).catch((error: unknown) => {
        if (isRefusal(error)) return anonymous.model(id, call);
        throw error;
      }),
    async *list(query, call) {
      try {
        return yield* member.list(query, call);
      } catch (error) {
        // The Hub refuses an invalid token before the first row.
        if (!isRefusal(error)) throw error;
      }
      yield* anonymous.list(query, call);
    },
    async close() {
      await Promise.all([anonymous.close(), member.close()]);
    },
  };
}
