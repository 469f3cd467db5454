import { isIP } from 'node:net';
import { defined } from '../../../defined.ts';
import { UsageError } from '../../../errors.ts';
import { LOG_LEVELS, type LogLevel } from '../../../server/http/server-log.ts';
import { toBaseUrl } from '../../arguments/base-url.ts';
import { parseTtl } from '../../arguments/duration.ts';
import { choice, type RawOptions, text } from '../../arguments/option-values.ts';

export interface ServeFlags {
  port: number;
  host: string;
  dataDir?: string;
  databaseUrl?: string;
  publicUrl?: string;
  allowedHosts?: string[];
  trustProxy?: string[];
  hubTokenFile?: string;
  ttlSeconds?: number;
  quotaBytes?: number;
  logLevel?: LogLevel;
}

const DEFAULT_PORT = 8787;
const UNITS = { kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 } as const;

/** @throws UsageError */
export function parseServeFlags(raw: RawOptions): ServeFlags {
  const dataDir = text(raw, 'dataDir', '--data-dir');
  const databaseUrl = text(raw, 'databaseUrl', '--database-url');
  const publicUrl = text(raw, 'publicUrl', '--public-url');
  const allowedHost = text(raw, 'allowedHost', '--allowed-host');
  const trustProxy = text(raw, 'trustProxy', '--trust-proxy');
  const hubTokenFile = text(raw, 'hubTokenFile', '--hub-token-file');
  if (raw.tokenFile !== undefined) throw tokenFileError();
  const ttl = text(raw, 'ttl', '--ttl');
  const quota = text(raw, 'quota', '--quota');
  const logLevel = text(raw, 'logLevel', '--log-level');
  return {
    port: parsePort(text(raw, 'port', '--port')),
    host: text(raw, 'host', '--host') ?? '127.0.0.1',
    ...defined({ dataDir, databaseUrl, hubTokenFile }),
    ...(publicUrl !== undefined && { publicUrl: parsePublicUrl(publicUrl) }),
    ...(allowedHost !== undefined && { allowedHosts: splitList(allowedHost).map(parseAllowedHost) }),
    ...(trustProxy !== undefined && { trustProxy: splitList(trustProxy) }),
    ...(ttl !== undefined && { ttlSeconds: parseTtl(ttl) }),
    ...(quota !== undefined && { quotaBytes: parseSize(quota) }),
    ...(logLevel !== undefined && { logLevel: choice(logLevel.toLowerCase(), LOG_LEVELS, '--log-level') }),
  };
}

function parsePort(given: string | undefined): number {
  if (given === undefined) return DEFAULT_PORT;
  const port = /^\d{1,5}$/.test(given) ? Number(given) : Number.NaN;
  if (port <= 65_535) return port;
  throw new UsageError(`--port must be a number from 0 to 65535, not "${given}"`, {
    hint: 'For example: --port 8080',
  });
}

function parsePublicUrl(given: string): string {
  const url = toBaseUrl(given);
  if (url !== undefined) return url;
  throw new UsageError(`--public-url must be an http:// or https:// URL, not "${given}"`, {
    hint: 'For example: --public-url https://cards.example.org',
  });
}

const tokenFileError = () =>
  new UsageError('serve does not read --token-file', {
    hint: 'To give the server its own token, pass --hub-token-file.',
  });

const splitList = (given: string) => given.split(',').map((part) => part.trim());

function parseAllowedHost(given: string): string {
  if (isIP(given) !== 0) return given;
  const url = URL.canParse(`http://${given}`) ? new URL(`http://${given}`) : undefined;
  // Rejects a port, a path or a user name.
  if (url?.href === `http://${url?.hostname}/` && !/[:*]/.test(given)) return given;
  throw new UsageError(`--allowed-host must be a host name or address without a port, not "${given}"`, {
    hint: 'For example: --allowed-host cards.example.org',
  });
}

function parseSize(given: string): number {
  const found = /^(\d+(?:\.\d+)?)\s*(kb|mb|gb|tb)$/i.exec(given.trim());
  const bytes = found === null ? 0 : Number(found[1]) * UNITS[found[2]!.toLowerCase() as keyof typeof UNITS];
  if (bytes >= 1) return Math.round(bytes);
  throw new UsageError(`--quota must be a size such as 500MB or 10GB, not "${given}"`, {
    hint: 'For example: --quota 10GB',
  });
}
