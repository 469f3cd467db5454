import type { ShareEvent } from '../../../share/share-target.ts';
import { parseGlobalOptions, parseHubFlags, type RawOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { createProgress } from '../../terminal/progress.ts';
import { runEach } from '../../terminal/run-each.ts';
import { parseShareFlags } from './options.ts';
import { linkOf, reportShare } from './report-share.ts';
import { openSharing } from './share-notebook.ts';
import { toShareDocument } from './share-record.ts';

/**
 * Runs `alacard share` and resolves to the exit code.
 * @throws AlacardError for a single file; with several files, failures are reported and the rest continues
 */
export async function runShare(
  files: readonly string[],
  raw: RawOptions,
  context: CommandContext,
): Promise<number> {
  const global = parseGlobalOptions(raw);
  const flags = parseShareFlags(raw);
  let listener: (event: ShareEvent) => void = () => {};
  const sharing = await openSharing(flags, parseHubFlags(raw), context, (event) => listener(event));

  async function shareOne(file: string): Promise<object> {
    const progress = createProgress(context, global, `Sharing ${file}`);
    listener = progress.onEvent;
    const record = await sharing.share(file).finally(progress.stop);
    if (!global.json) await context.terminal.out.write(`${linkOf(record)}\n`);
    if (!global.json && !global.quiet) await reportShare(record, file, context);
    return { requested: file, model: record.model, ...toShareDocument(record) };
  }

  try {
    return await runEach(files, shareOne, 'not shared', context, global);
  } finally {
    await sharing.close();
  }
}
