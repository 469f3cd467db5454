import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Hub } from '../../hub/hub.ts';
import { consumePoint } from '../http/rate-limits.ts';

/**
 * Limits on Hub requests per minute. Only requests that cannot be served from the cache count: metadata, lists and
 * searches.
 */
export interface HubBudget {
  perClient: number;
  /**
   * For all clients and jobs. An anonymous address has 500 in a fixed window of five minutes, which can overlap with
   * six of our minutes, so this stays below 83.
   */
  total: number;
}

export const DEFAULT_HUB_BUDGET: HubBudget = { perClient: 30, total: 80 };
/** A token has 1,000. */
export const TOKEN_HUB_BUDGET: HubBudget = { perClient: 30, total: 160 };

const STILL_SERVED = 'Models and searches that were requested a moment ago still work.';

/** The Hub with the limits of one client. */
export type HubFor = (client: string) => Hub;

/**
 * Prevents a visitor from using up the server's quota of Hub requests. Cards are not counted, because they have a
 * separate, larger quota and each of them follows a request for metadata.
 */
export function createHubFor(hub: Hub, { perClient, total }: HubBudget): HubFor {
  const clients = new RateLimiterMemory({ points: perClient, duration: 60 });
  const all = new RateLimiterMemory({ points: total, duration: 60 });

  return (client) => {
    const onRequest = async () => {
      await consumePoint(
        clients,
        client,
        'too many new requests for the Hub from your address',
        STILL_SERVED,
      );
      await consumePoint(all, 'all', 'this server has made too many requests to the Hub', STILL_SERVED);
    };
    return {
      ...hub,
      model: (id, options) => hub.model(id, { ...options, onRequest }),
      list: (query, options) => hub.list(query, { ...options, onRequest }),
      nearMatches: (id, options) => hub.nearMatches(id, { ...options, onRequest }),
    };
  };
}
