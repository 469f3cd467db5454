import { join, resolve } from 'node:path';
import { defined } from '../../defined.ts';
import { rememberSecret } from '../../encode/secrets.ts';
import { trimEnd } from '../../encode/trim-end.ts';
import { UsageError } from '../../errors.ts';
import type { HubOptions } from '../../hub/hub.ts';
import { readRegularFileSync } from '../../regular-file.ts';
import type { HubFlags } from '../arguments/option-values.ts';
import { type FolderSource, findCacheDir } from './folders.ts';

type Env = Readonly<Record<string, string | undefined>>;

export type HubSettings = Pick<
  HubOptions,
  'endpoint' | 'token' | 'cacheDir' | 'offline' | 'timeoutMs' | 'maxWaitMs' | 'proxy' | 'caFile'
>;

export const DEFAULT_ENDPOINT = 'https://huggingface.co';

/**
 * Resolves flags and environment variables, following the conventions of the Hugging Face tools. Errors never contain a
 * token or a password.
 * @throws UsageError naming the flag or variable
 */
export function resolveHubSettings(
  flags: HubFlags & { refresh?: boolean },
  source: FolderSource,
): HubSettings {
  const token = findToken(flags.tokenFile, source);
  return { ...resolveTokenlessSettings(flags, source), ...defined({ token }) };
}

/**
 * Like `resolveHubSettings`, but without the user's token.
 * @throws UsageError naming the flag or variable
 */
export function resolveTokenlessSettings(
  flags: HubFlags & { refresh?: boolean },
  source: FolderSource,
): Omit<HubSettings, 'token'> {
  const { env } = source;
  const offline = isOffline(flags, env);
  if (offline && flags.refresh) {
    throw new UsageError(
      `--refresh and ${flags.offline ? '--offline' : 'HF_HUB_OFFLINE'} cannot be used together`,
      {
        hint: `Drop --refresh to use the cache, or ${flags.offline ? 'drop --offline' : 'unset HF_HUB_OFFLINE'}.`,
      },
    );
  }
  const cacheDir = findCacheDir(source);
  return {
    endpoint: findEndpoint(flags.endpoint, env),
    offline,
    ...defined({ cacheDir }),
    ...findNetworkSettings(source),
    ...defined({ timeoutMs: flags.timeoutMs, maxWaitMs: flags.maxWaitMs }),
  };
}

export const isOffline = (flags: Pick<HubFlags, 'offline'>, env: Env): boolean =>
  flags.offline || isOn(env.HF_HUB_OFFLINE);

/**
 * Proxy and certificates, following the conventions of curl and Python.
 * @throws UsageError
 */
export function findNetworkSettings({ env, cwd }: FolderSource): Pick<HubSettings, 'proxy' | 'caFile'> {
  const proxy = findProxy(env);
  const caFile = nonEmpty(env, 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'SSL_CERT_FILE')?.value;
  return {
    ...defined({ proxy }),
    ...(caFile !== undefined && { caFile: resolve(cwd, caFile) }),
  };
}

/**
 * The URL of the Hub, without a trailing slash.
 * @throws UsageError
 */
export function findEndpoint(flag: string | undefined, env: Env): string {
  const given = flag !== undefined ? { name: '--endpoint', value: flag } : nonEmpty(env, 'HF_ENDPOINT');
  if (given === undefined) return DEFAULT_ENDPOINT;
  const refuse = (why: string, hint = `For example: ${given.name}=https://hub.example.org`) =>
    new UsageError(`${given.name} ${why}`, { hint });

  const url = parseUrl(given.value.trim());
  if (url === undefined) throw refuse('must be a URL');
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refuse('must start with https:// or http://');
  if (url.username !== '' || url.password !== '') {
    throw refuse('must not contain a user name or password', 'Pass the token in HF_TOKEN or --token-file.');
  }
  if (url.search !== '' || url.hash !== '') throw refuse('must not contain a query or fragment');
  return trimEnd(`${url.origin}${url.pathname}`, '/');
}

/**
 * The token from `--token-file`, then from the same sources as huggingface_hub.
 * @throws UsageError
 */
function findToken(tokenFile: string | undefined, source: FolderSource): string | undefined {
  const { env } = source;
  if (tokenFile !== undefined) return readTokenFile(tokenFile, '--token-file', source);
  const given = nonEmpty(env, 'HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN');
  if (given !== undefined) return checkToken(given.value.trim(), given.name);
  const path = findTokenPath(source);
  const token = path === undefined ? undefined : readToken(path, () => undefined);
  return token === undefined ? undefined : checkToken(token, `the token file "${path}"`);
}

/** @throws UsageError naming the flag */
export function readTokenFile(file: string, flag: string, { cwd }: FolderSource): string {
  const token = readToken(resolve(cwd, file), (cause) => {
    throw new UsageError(`cannot read ${flag} "${file}": ${cause.message}`, {
      hint: 'Pass a file that contains only the token.',
      cause,
    });
  });
  if (token !== undefined) return checkToken(token, flag);
  throw new UsageError(`${flag} "${file}" is empty`, { hint: 'Write the token to it, on one line.' });
}

function findTokenPath({ env, cwd, homeDir }: FolderSource): string | undefined {
  const expand = (path: string) =>
    resolve(cwd, homeDir !== undefined && /^~([\\/]|$)/.test(path) ? join(homeDir, path.slice(1)) : path);
  const tokenPath = nonEmpty(env, 'HF_TOKEN_PATH')?.value;
  if (tokenPath !== undefined) return expand(tokenPath);
  const hfHome = nonEmpty(env, 'HF_HOME')?.value;
  if (hfHome !== undefined) return join(expand(hfHome), 'token');
  const cacheHome = nonEmpty(env, 'XDG_CACHE_HOME')?.value;
  if (cacheHome !== undefined) return join(expand(cacheHome), 'huggingface', 'token');
  return homeDir === undefined ? undefined : join(homeDir, '.cache', 'huggingface', 'token');
}

function readToken(path: string, onError: (error: Error) => undefined): string | undefined {
  try {
    return readRegularFileSync(path).trim() || undefined;
  } catch (error) {
    return onError(error as Error);
  }
}

function checkToken(token: string, name: string): string {
  if (/^[\u0021-\u007e]{1,4096}$/.test(token)) {
    rememberSecret(token);
    return token;
  }
  throw new UsageError(
    `${name} does not contain a valid token: it has spaces, line breaks or special characters`,
    {
      hint: 'Copy the token again from https://huggingface.co/settings/tokens.',
    },
  );
}

/**
 * The lowercase variables take precedence, as in curl and Python.
 * @throws UsageError
 */
function findProxy(env: Env): { https?: string; http?: string; no?: string } | undefined {
  const https = nonEmpty(env, 'https_proxy', 'HTTPS_PROXY');
  const http = nonEmpty(env, 'http_proxy', 'HTTP_PROXY');
  if (https === undefined && http === undefined) return undefined;
  const no = nonEmpty(env, 'no_proxy', 'NO_PROXY');
  return {
    ...(https !== undefined && { https: checkProxy(https) }),
    ...(http !== undefined && { http: checkProxy(http) }),
    ...(no !== undefined && { no: no.value }),
  };
}

function checkProxy({ name, value }: { name: string; value: string }): string {
  const text = value.trim();
  const url = parseUrl(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (url !== undefined && (url.protocol === 'http:' || url.protocol === 'https:')) return url.href;
  throw new UsageError(`${name} must be the URL of an HTTP proxy`, {
    hint: `For example: ${name}=http://proxy.example.org:3128. Or unset it to connect without a proxy.`,
  });
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && ['1', 'on', 'yes', 'true'].includes(value.trim().toLowerCase());
}

/** The first variable that is not empty. */
function nonEmpty(env: Env, ...names: string[]): { name: string; value: string } | undefined {
  for (const name of names) {
    const value = env[name];
    if (value !== undefined && value.trim() !== '') return { name, value };
  }
  return undefined;
}
