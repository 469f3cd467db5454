import { resolve } from 'node:path';
import { NotFoundError, UsageError } from '../../../errors.ts';
import type { ShareTarget } from '../../../share/share-target.ts';
import { parseGlobalOptions, parseHubFlags, type RawOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { createProgress } from '../../terminal/progress.ts';
import { runEach } from '../../terminal/run-each.ts';
import { openShareTarget } from '../share/open-share-target.ts';
import { appendShare, findSharesFile, readShares, type ShareRecord } from '../share/share-record.ts';

/**
 * Runs `alacard unshare` and resolves to the exit code.
 * @throws AlacardError for a single share; with several shares, failures are reported and the rest continues
 */
export async function runUnshare(
  names: readonly string[],
  raw: RawOptions,
  context: CommandContext,
): Promise<number> {
  const global = parseGlobalOptions(raw);
  const hubFlags = parseHubFlags(raw);
  const file = findSharesFile(context);
  if (file === undefined) {
    throw new UsageError('cannot find your shares: the home folder is unknown', {
      hint: 'Set ALACARD_CONFIG_DIR to the folder that contains shares.jsonl.',
    });
  }
  const progress = createProgress(context, global, 'Deleting the share');
  const targets = new Map<string, ShareTarget>();

  async function targetOf(record: ShareRecord): Promise<ShareTarget> {
    const target =
      targets.get(record.endpoint) ?? (await openShareTarget(record, hubFlags, context, progress.onEvent));
    targets.set(record.endpoint, target);
    return target;
  }

  async function deleteShares(name: string): Promise<object> {
    const records = findShares(name, (await readShares(file!)).live, context.cwd);
    const unshared: object[] = [];
    for (const record of records) {
      const { id, url, endpoint } = record;
      const outcome = await (await targetOf(record)).unshare(record, { signal: context.signal });
      await appendShare(file!, { event: 'unshared', time: new Date().toISOString(), endpoint, id });
      progress.stop();
      unshared.push({ id, url, ...(outcome === 'gone' && { alreadyDeleted: true }) });
      if (!global.json) await context.terminal.out.write(`${url}\n`);
      if (outcome === 'gone' && !global.json && !global.quiet) {
        await context.terminal.err.write('already deleted\n');
      }
    }
    return { requested: name, unshared };
  }

  try {
    return await runEach(names, deleteShares, 'not deleted', context, global);
  } finally {
    progress.stop();
    await Promise.all([...targets.values()].map((target) => target.close()));
  }
}

/**
 * Finds shares by id, by link, or by file. A file can have several shares.
 * @throws NotFoundError
 */
function findShares(name: string, live: readonly ShareRecord[], cwd: string): ShareRecord[] {
  const words = name.split(/[/?#]/);
  const byId = live.filter(({ id }) => words.includes(id));
  const found = byId.length > 0 ? byId : live.filter(({ file }) => file === resolve(cwd, name));
  if (found.length > 0) return found;
  throw new NotFoundError(`no share found for "${name}"`, {
    code: 'SHARE_NOT_FOUND',
    hint: 'To see your shares, run: alacard history. You can only delete shares that you created on this computer.',
  });
}
