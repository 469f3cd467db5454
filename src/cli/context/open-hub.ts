import type { Hub, HubEvent, HubOptions } from '../../hub/hub.ts';
import type { HubFlags } from '../arguments/option-values.ts';
import type { CommandContext } from './command-context.ts';
import { type HubSettings, resolveHubSettings } from './settings.ts';

export interface HubOpener {
  settings: HubSettings;
  /** Opens the Hub at the first call; later ones get the same, told to another listener. */
  open(onEvent: (event: HubEvent) => void): Promise<Hub>;
  /** Closes the Hub where it was opened. */
  close(): Promise<void>;
}

/** The Hub as flags and environment name it, loaded when it is needed. Throws UsageError. */
export function createHubOpener(
  flags: HubFlags & { refresh?: boolean },
  context: CommandContext,
  more: Pick<HubOptions, 'patient' | 'freshSince'> = {},
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
          ...more,
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
