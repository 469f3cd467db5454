import { rememberSecret } from '../../../encode/secrets.ts';
import { UsageError } from '../../../errors.ts';
import { reachOf } from '../../../hub/client/address.ts';
import { findCommand } from '../../../run/find-command.ts';
import { runProgram } from '../../../run/run-program.ts';
import { toBaseUrl } from '../../arguments/base-url.ts';
import type { CommandContext } from '../../context/command-context.ts';

const GH_TIMEOUT_MS = 10_000;

/**
 * The URL of GitHub's API from the environment, as GitHub's own tools read it, without a trailing slash.
 * @throws UsageError
 */
export function findGitHubApi({ GITHUB_API_URL: given }: CommandContext['env']): string {
  const url = toBaseUrl(given?.trim() || 'https://api.github.com');
  if (url !== undefined && (url.startsWith('https:') || reachOf(new URL(url).hostname) === 'loopback')) {
    return url;
  }
  throw new UsageError('GITHUB_API_URL must be an https:// URL', {
    hint: 'Unset it for github.com. For GitHub Enterprise, use https://<host>/api/v3',
  });
}

/**
 * The token from the environment, or from gh for the host of `api`.
 * @throws UsageError
 */
export async function findGitHubToken(api: string, context: CommandContext): Promise<string> {
  for (const name of ['GITHUB_TOKEN', 'GH_TOKEN']) {
    const value = context.env[name]?.trim();
    if (value) return checkToken(value, name);
  }
  const token = await askGh(new URL(api).hostname.replace(/^api\.(?=github\.com$)/, ''), context);
  if (token !== undefined) return checkToken(token, 'gh auth token');
  throw new UsageError('no GitHub token found', {
    hint: 'Set GITHUB_TOKEN to a token with the gist scope, or run: gh auth login --scopes gist',
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
  throw new UsageError(`${name} does not contain a valid token: it has spaces or special characters`, {
    hint: 'Create a token with the gist scope at https://github.com/settings/tokens',
  });
}
