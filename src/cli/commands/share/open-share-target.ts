import { UsageError } from '../../../errors.ts';
import type { ShareEvent, ShareTarget } from '../../../share/share-target.ts';
import type { HubFlags } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { findNetworkSettings, isOffline } from '../../context/settings.ts';
import type { ShareTargetKind } from './share-record.ts';

const TIMEOUT_MS = 60_000;
const MAX_WAIT_MS = 90_000;

/** Opens a share target, loading its module on demand. @throws UsageError */
export async function openShareTarget(
  { place, endpoint }: { place: ShareTargetKind; endpoint: string },
  flags: HubFlags,
  context: CommandContext,
  onEvent: (event: ShareEvent) => void,
): Promise<ShareTarget> {
  if (isOffline(flags, context.env)) {
    throw new UsageError(
      `cannot share: ${flags.offline ? '--offline' : 'HF_HUB_OFFLINE'} disables the network`,
      {
        hint: `${flags.offline ? 'Drop --offline' : 'Unset HF_HUB_OFFLINE'}, or share the notebook later: alacard share <file>`,
      },
    );
  }
  const options = {
    ...findNetworkSettings(context),
    endpoint,
    userAgent: `alacard/${context.version}`,
    timeoutMs: flags.timeoutMs ?? TIMEOUT_MS,
    maxWaitMs: flags.maxWaitMs ?? MAX_WAIT_MS,
    onEvent,
    ...context.clock,
  };
  if (place === 'server') {
    const { openShareServer } = await import('../../../share/share-server.ts');
    return openShareServer(options);
  }
  const [{ openGists }, { findGitHubApi, findGitHubToken }] = await Promise.all([
    import('../../../share/gists.ts'),
    import('./github.ts'),
  ]);
  // Never send a token to a GitHub server other than the one in the environment.
  if (endpoint !== findGitHubApi(context.env)) {
    throw new UsageError(`the gist is on ${endpoint}, but GITHUB_API_URL is ${findGitHubApi(context.env)}`, {
      hint: `Set GITHUB_API_URL=${endpoint}, and GITHUB_TOKEN to a token for it.`,
    });
  }
  return openGists({ ...options, token: await findGitHubToken(endpoint, context) });
}
