import { rememberSecret } from '../../../encode/secrets.ts';
import { UsageError } from '../../../errors.ts';
import { reachOf } from '../../../hub/client/address.ts';
import { findCommand } from '../../../run/find-command.ts';
import { runProgram } from '../../../run/run-program.ts';
import { toBaseUrl } from '../../arguments/base-url.ts';
import type { CommandContext } from '../../context/command-context.ts';

const GH_TIMEOUT_MS = 10_000;

/** GitHub's API as its own tools are told: without a trailing slash. Throws UsageError. */
export function findGitHubApi({ GITHUB_API_URL: given }: CommandContext['env']): string {
  const url = toBaseUrl(given?.trim() || 'https://api.github.com');
  if (url !== undefined && (url.startsWith('https:') || reachOf(new URL(url).hostname) === 'loopback')) {
    return url;
  }
  throw new UsageError('GITHUB_API_URL is no https:// address', {
    hint: 'Unset it for github.com; GitHub Enterprise has https://<host>/api/v3.',
  });
}

/** From the environment, or from gh for this very host. Throws UsageError. */
export async function findGitHubToken(api: string, context: CommandContext): Promise<string> {
  for (const name of ['GITHUB_TOKEN', 'GH_TOKEN']) {
    const value = context.env[name]?.trim();
    if (value) return checkToken(value, name);
  }
  const token = await askGh(new URL(api).hostname.replace(/^api\.(?=github\.com$)/, ''), context);
  if (token !== undefined) return checkToken(token, 'gh auth token');
  throw new UsageError('there is no GitHub token to share a gist with', {
    hint: 'Set GITHUB_TOKEN to a token that may write gists, or sign in with: gh auth login --scopes gist',
  });
}

async function askGh(hostname: string, context: CommandContext): Promise<string | undefined> {
  const gh = findCommand('gh', context);
  if (gh === undefined) return undefined;
  const lines: string[] = [];
  const { exitCode } = await runProgram(gh, ['auth', 'token', '--hostname', hostname], {
    env: context.env,
    cwd: context.cwd,
    stopBy: 'SIGTERM',
    signal: context.signal,
    timeoutMs: GH_TIMEOUT_MS,
    onLine: (line) => lines.push(line.trim()),
  });
  return exitCode === 0 ? lines.find((line) => line !== '') : undefined;
}

function checkToken(token: string, name: string): string {
  if (/^[\u0021-\u007e]{1,4096}$/.test(token)) {
    rememberSecret(token);
    return token;
  }
  throw new UsageError(`${name} gives no token: spaces or special characters are in it`, {
    hint: 'Make a token at https://github.com/settings/tokens, with the right to gists.',
  });
}
