import { resolve } from 'node:path';
import { NotFoundError, UsageError } from '../../../errors.ts';
import type { ShareTarget } from '../../../share/share-target.ts';
import { parseGlobalOptions, parseHubFlags, type RawOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { createProgress } from '../../terminal/progress.ts';
import { runEach } from '../../terminal/run-each.ts';
import { openShareTarget } from '../share/open-share-target.ts';
import { appendShare, findSharesFile, readShares, type ShareRecord } from '../share/share-record.ts';

/** `alacard unshare`: the exit code. Throws AlacardError for a single share; several go on past a failure. */
export async function runUnshare(
  names: readonly string[],
  raw: RawOptions,
  context: CommandContext,
): Promise<number> {
  const global = parseGlobalOptions(raw);
  const hubFlags = parseHubFlags(raw);
  const file = findSharesFile(context);
  if (file === undefined) {
    throw new UsageError('nothing is known of shares: the system names no home', {
      hint: 'Name the folder that they were remembered in with ALACARD_CONFIG_DIR.',
    });
  }
  const progress = createProgress(context, global, 'Taking it back');
  const targets = new Map<string, ShareTarget>();

  async function targetOf(record: ShareRecord): Promise<ShareTarget> {
    const target =
      targets.get(record.endpoint) ?? (await openShareTarget(record, hubFlags, context, progress.onEvent));
    targets.set(record.endpoint, target);
    return target;
  }

  async function takeBack(name: string): Promise<object> {
    const records = findMeant(name, (await readShares(file!)).live, context.cwd);
    const unshared: object[] = [];
    for (const record of records) {
      const { id, url, endpoint } = record;
      const outcome = await (await targetOf(record)).unshare(record, { signal: context.signal });
      await appendShare(file!, { event: 'unshared', time: new Date().toISOString(), endpoint, id });
      progress.stop();
      unshared.push({ id, url, ...(outcome === 'gone' && { wasGone: true }) });
      if (!global.json) await context.terminal.out.write(`${url}\n`);
      if (outcome === 'gone' && !global.json && !global.quiet) {
        await context.terminal.err.write('it was not there any more\n');
      }
    }
    return { requested: name, unshared };
  }

  try {
    return await runEach(names, takeBack, 'not taken back', context, global);
  } finally {
    progress.stop();
    await Promise.all([...targets.values()].map((target) => target.close()));
  }
}

/** By id, any link of it, or the file that was shared, perhaps more than once. Throws NotFoundError. */
function findMeant(name: string, live: readonly ShareRecord[], cwd: string): ShareRecord[] {
  const words = name.split(/[/?#]/);
  const byId = live.filter(({ id }) => words.includes(id));
  const found = byId.length > 0 ? byId : live.filter(({ file }) => file === resolve(cwd, name));
  if (found.length > 0) return found;
  throw new NotFoundError(`no share of "${name}" is known here, or it was taken back already`, {
    code: 'SHARE_NOT_FOUND',
    hint: 'Name a share id, a link or a file that alacard history shows; what takes a share back is kept where it was shared from.',
  });
}
