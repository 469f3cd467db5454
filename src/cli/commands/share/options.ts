import type { Command } from 'commander';
import { UsageError } from '../../../errors.ts';
import { toBaseUrl } from '../../arguments/base-url.ts';
import { parseTtl } from '../../arguments/duration.ts';
import { type RawOptions, text } from '../../arguments/option-values.ts';

/** Where and how to share a notebook. */
export interface ShareFlags {
  /** Base URL of the share server. Not set for a gist. */
  server?: string;
  isPublic: boolean;
  ttlSeconds?: number;
}

export function declareShareOptions(command: Command): Command {
  return command
    .option('--share-url <url>', 'Share server (default: ALACARD_SHARE_URL)')
    .option('--gist', 'Share as a GitHub gist, which Colab can open')
    .option('--ttl <time>', 'Expire the link after this time, such as 7d')
    .option('--public', 'List the notebook publicly');
}

/** @throws UsageError, for example if no server is set */
export function parseShareFlags(raw: RawOptions): ShareFlags {
  const server = text(raw, 'shareUrl', '--share-url');
  const ttl = text(raw, 'ttl', '--ttl');
  if (raw.gist === true && server !== undefined) {
    throw new UsageError('--gist and --share-url cannot be used together', { hint: 'Drop one of them.' });
  }
  if (raw.gist === true && ttl !== undefined) {
    throw new UsageError('--ttl and --gist cannot be used together: gists do not expire', {
      hint: 'Drop --ttl. To delete the gist later, run: alacard unshare <file>',
    });
  }
  if (raw.gist !== true && server === undefined) {
    throw new UsageError('no share server is set', {
      hint: 'Start one with alacard serve, then run: alacard config set share-url http://127.0.0.1:8787 (or use --share-url). To share on GitHub instead, use --gist.',
    });
  }
  return {
    ...(server !== undefined && { server: parseShareUrl(server) }),
    isPublic: raw.public === true,
    ...(ttl !== undefined && { ttlSeconds: parseTtl(ttl) }),
  };
}

/**
 * The server's base URL, without a trailing slash.
 * @throws UsageError
 */
export function parseShareUrl(given: string): string {
  const url = toBaseUrl(given.trim());
  if (url !== undefined) return url;
  throw new UsageError('--share-url must be an http:// or https:// URL without a password', {
    hint: 'For example: --share-url https://cards.example.org',
  });
}

/** @throws UsageError if there are options for sharing, but nothing is shared */
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
  throw new UsageError(`${stray} can only be used with --share or --gist`, {
    hint: `Add --share, or drop ${stray}.`,
  });
}
