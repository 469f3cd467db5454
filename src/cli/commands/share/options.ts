import type { Command } from 'commander';
import { UsageError } from '../../../errors.ts';
import { toBaseUrl } from '../../arguments/base-url.ts';
import { parseTtl } from '../../arguments/duration.ts';
import { type RawOptions, text } from '../../arguments/option-values.ts';

/** Where a notebook is shared, and how. */
export interface ShareFlags {
  /** Base URL of the share server; absent: a gist. */
  server?: string;
  isPublic: boolean;
  /** Seconds. */
  ttl?: number;
}

export function declareShareOptions(command: Command): Command {
  return command
    .option('--share-url <url>', 'share server (default: ALACARD_SHARE_URL, else your setting share-url)')
    .option('--gist', 'share as a GitHub gist, which Colab opens (GITHUB_TOKEN, GH_TOKEN or `gh auth token`)')
    .option('--ttl <time>', 'how long the link lasts, such as 7d (default: as the server says)')
    .option('--public', 'list it for everybody; otherwise it is for whoever has the link');
}

/** Throws UsageError, also where no server is named. */
export function parseShareFlags(raw: RawOptions): ShareFlags {
  const server = text(raw, 'shareUrl', '--share-url');
  const ttl = text(raw, 'ttl', '--ttl');
  if (raw.gist === true && server !== undefined) {
    throw new UsageError('--gist and --share-url contradict each other', { hint: 'Drop one of the two.' });
  }
  if (raw.gist === true && ttl !== undefined) {
    throw new UsageError('--ttl is for share servers: a gist lasts until it is deleted', {
      hint: 'Drop --ttl, and take the gist back with alacard unshare.',
    });
  }
  if (raw.gist !== true && server === undefined) {
    throw new UsageError('there is no server to share with', {
      hint: 'Start one with: alacard serve. Then name it: alacard config set share-url http://127.0.0.1:8787 (or by --share-url, ALACARD_SHARE_URL). --gist shares through GitHub instead.',
    });
  }
  return {
    ...(server !== undefined && { server: parseShareUrl(server) }),
    isPublic: raw.public === true,
    ...(ttl !== undefined && { ttl: parseTtl(ttl) }),
  };
}

/** Without a trailing slash. Throws UsageError. */
export function parseShareUrl(given: string): string {
  const url = toBaseUrl(given.trim());
  if (url !== undefined) return url;
  throw new UsageError(
    '--share-url takes the http:// or https:// address of a share server, and no password',
    {
      hint: 'For example: --share-url https://cards.example.org.',
    },
  );
}

/** Options of sharing where nothing is shared. Throws UsageError. */
export function refuseStrayShareFlags(raw: RawOptions): void {
  const stray =
    raw.shareUrl !== undefined
      ? '--share-url'
      : raw.ttl !== undefined
        ? '--ttl'
        : raw.public === true
          ? '--public'
          : '';
  if (stray === '') return;
  throw new UsageError(`${stray} is for notebooks that are shared`, {
    hint: `Add --share, or drop ${stray}.`,
  });
}
