import { isAlacardError } from '../../errors.ts';
import type { Hub } from '../../hub/hub.ts';

/** Since when, in ms since 1970, and why the Hub does not answer. */
export interface HubTrouble {
  since: number;
  reason: string;
}

export interface WatchedHub {
  /** The same hub. */
  hub: Hub;
  /** Undefined where the last answer was the Hub's own, or nobody has asked yet. */
  trouble(): HubTrouble | undefined;
}

/** Notes of each answer whether it was the Hub's own; `onChange` hears when that changes. */
export function watchHub(
  hub: Hub,
  now: () => number,
  onChange: (trouble: HubTrouble | undefined) => void,
): WatchedHub {
  let trouble: HubTrouble | undefined;

  function note(reason: string | undefined): void {
    const before = trouble;
    trouble = reason === undefined ? undefined : { since: before?.since ?? now(), reason };
    if ((before === undefined) !== (trouble === undefined)) onChange(trouble);
  }
  const noteError = (error: unknown) => {
    if (!isAlacardError(error) || error.code === 'USAGE') return;
    // Whatever else it says, it did answer.
    note(error.code === 'UNAVAILABLE' ? error.message : undefined);
  };

  const watched: Hub = {
    ...hub,
    async model(id, options) {
      try {
        const resolved = await hub.model(id, options);
        if (resolved.source === 'hub') note(undefined);
        else if (resolved.source !== 'cache') note(resolved.reason ?? 'the Hub does not answer');
        return resolved;
      } catch (error) {
        noteError(error);
        throw error;
      }
    },
    async *list(query, options) {
      try {
        for await (const info of hub.list(query, options)) {
          note(undefined);
          yield info;
        }
        note(undefined);
      } catch (error) {
        noteError(error);
        throw error;
      }
    },
  };
  return { hub: watched, trouble: () => trouble };
}
