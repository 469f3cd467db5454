import type { Hub, HubEvent, HubOptions } from '../../hub/hub.ts';
import type { HubFlags } from '../arguments/option-values.ts';
import type { CommandContext } from './command-context.ts';
import { type HubSettings, resolveHubSettings } from './settings.ts';

export interface HubOpener {
  settings: HubSettings;
  /** Opens the Hub on the first call. Later calls return the same Hub and replace its listener. */
  open(onEvent: (event: HubEvent) => void): Promise<Hub>;
  /** Closes the Hub if it was opened. */
  close(): Promise<void>;
}

/**
 * Opens the Hub on demand, configured by flags and environment.
 * @throws UsageError
 */
export function createHubOpener(
  flags: HubFlags & { refresh?: boolean },
  context: CommandContext,
  extra: Pick<HubOptions, 'patient' | 'freshSince'> = {},
): HubOpener {
  const settings = resolveHubSettings(flags, context);
  let hub: Promise<Hub> | undefined;
  let listener: ((event: HubEvent) => void) | undefined;
  return {
    settings,
    open(onEvent) {
      listener = onEvent;
      hub ??= import('../../hub/hub.ts').then(({ createHub }) =>
        createHub({
          ...settings,
          ...extra,
          ...context.clock,
          userAgent: `alacard/${context.version}`,
          onEvent: (event) => listener?.(event),
        }),
      );
      return hub;
    },
    close: async () => (await hub)?.close(),
  };
}
