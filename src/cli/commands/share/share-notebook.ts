import { createHash, randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { defined } from '../../../defined.ts';
import { safeFileName } from '../../../encode/file-name.ts';
import { ShareRefusedError, UsageError, WriteError } from '../../../errors.ts';
import { readRegularFile } from '../../../regular-file.ts';
import { unreadableError } from '../../../run/read-notebook.ts';
import { checkNotebook, checkSize } from '../../../share/check-notebook.ts';
import type { ShareEvent } from '../../../share/share-target.ts';
import type { HubFlags } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { openShareTarget } from './open-share-target.ts';
import type { ShareFlags } from './options.ts';
import { appendShare, findSharesFile, isLive, readShares, type ShareRecord } from './share-record.ts';

export interface Sharing {
  /**
   * Checks a notebook, uploads it and records its link. With `once`, returns the earlier share of the same content.
   * @throws AlacardError
   */
  share(path: string, options?: { once?: boolean }): Promise<ShareRecord>;
  close(): Promise<void>;
}

/** @throws UsageError before anything is read or sent */
export async function openSharing(
  flags: ShareFlags,
  hubFlags: HubFlags,
  context: CommandContext,
  onEvent: (event: ShareEvent) => void,
): Promise<Sharing> {
  const file = findSharesFile(context);
  if (file === undefined) {
    throw new UsageError('no folder to record shares in: the home folder is unknown', {
      hint: 'Set ALACARD_CONFIG_DIR to a folder.',
    });
  }
  const { server, isPublic, ttlSeconds } = flags;
  const destination =
    server === undefined
      ? { place: 'gist' as const, endpoint: (await import('./github.ts')).findGitHubApi(context.env) }
      : { place: 'server' as const, endpoint: server };
  const target = await openShareTarget(destination, hubFlags, context, onEvent);
  const { pendingKeys, live } = await readShares(file);

  return {
    async share(path, { once = false } = {}) {
      const absolute = resolve(context.cwd, path);
      const bytes = await readNotebook(absolute, path);
      const { alacard } = checkNotebookFile(bytes, path);
      const digest = createHash('sha256')
        .update(JSON.stringify([destination.endpoint, isPublic, ttlSeconds ?? null]))
        .update(bytes)
        .digest('base64url');
      const before = once
        ? live.find((record) => record.requestDigest === digest && isLive(record))
        : undefined;
      if (before !== undefined) return before;
      const key = pendingKeys.get(digest) ?? randomBytes(32).toString('base64url');
      const now = () => new Date().toISOString();
      // Recorded before the upload, so that every link can be deleted later.
      await appendShare(file, { event: 'sending', time: now(), requestDigest: digest, key });
      const link = await target.share(
        { bytes, fileName: safeFileName(basename(absolute)), model: alacard.model },
        { isPublic, key, signal: context.signal, ...defined({ ttl: ttlSeconds }) },
      );
      const record: ShareRecord = {
        ...link,
        ...destination,
        time: now(),
        requestDigest: digest,
        isPublic,
        model: alacard.model,
        file: absolute,
      };
      try {
        await appendShare(file, { event: 'shared', ...record });
      } catch (error) {
        await target.unshare(link).catch((cause: unknown) => {
          throw new WriteError(`${link.url} is shared, but its deletion token could not be saved`, {
            hint: 'Ask the operator of the server to delete it.',
            cause,
          });
        });
        throw error;
      }
      return record;
    },
    close: () => target.close(),
  };
}

async function readNotebook(path: string, name: string): Promise<Uint8Array> {
  const refuse = (error: NodeJS.ErrnoException) => {
    throw unreadableError(error, name);
  };
  const found = await stat(path).catch(refuse);
  if (!found.isFile() || !/\.ipynb$/i.test(path)) {
    throw new UsageError(`"${name}" is not an .ipynb file`, {
      hint: 'To generate a notebook, run: alacard generate <model>',
    });
  }
  withFileName(name, () => checkSize(found.size));
  return readRegularFile(path).catch(refuse);
}

const checkNotebookFile = (bytes: Uint8Array, name: string) => withFileName(name, () => checkNotebook(bytes));

/** Adds the file name to the errors of `check`. */
function withFileName<T>(name: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof ShareRefusedError)) throw error;
    throw new ShareRefusedError(error.code, `"${name}": ${error.message}`, {
      ...defined({ hint: error.hint }),
    });
  }
}
