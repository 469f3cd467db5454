import { isAlacardError } from '../../errors.ts';
import type { Hub } from '../../hub/hub.ts';

export interface HubOutage {
  /** Milliseconds since 1970. */
  since: number;
  reason: string;
}

export interface WatchedHub {
  hub: Hub;
  /** Undefined if the last response came from the Hub, or if there has been no response yet. */
  outage(): HubOutage | undefined;
}

/** Wraps a hub to record whether the Hub is available. `onChange` is called when that changes. */
export function watchHub(
  hub: Hub,
  now: () => number,
  onChange: (outage: HubOutage | undefined) => void,
): WatchedHub {
  let outage: HubOutage | undefined;

  function record(reason: string | undefined): void {
    const previous = outage;
    outage = reason === undefined ? undefined : { since: previous?.since ?? now(), reason };
    if ((previous === undefined) !== (outage === undefined)) onChange(outage);
  }
  const recordError = (error: unknown) => {
    // The Hub was not queried.
    if (!isAlacardError(error) || error.code === 'USAGE' || error.code === 'RATE_LIMITED') return;
    // Any other error is a response from the Hub.
    record(error.code === 'UNAVAILABLE' ? error.message : undefined);
  };

  const watched: Hub = {
    ...hub,
    async model(id, options) {
      try {
        const resolved = await hub.model(id, options);
        if (resolved.source === 'hub') record(undefined);
        else if (resolved.source !== 'cache') record(resolved.reason ?? 'the Hub is unavailable');
        return resolved;
      } catch (error) {
        recordError(error);
        throw error;
      }
    },
    async *list(query, options) {
      try {
        for await (const info of hub.list(query, options)) {
          record(undefined);
          yield info;
        }
        record(undefined);
      } catch (error) {
        recordError(error);
        throw error;
      }
    },
  };
  return { hub: watched, outage: () => outage };
}
