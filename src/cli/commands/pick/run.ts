import { UsageError } from '../../../errors.ts';
import { parseCategory } from '../../arguments/category.ts';
import { parseHubFlags, type RawOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { createHubOpener } from '../../context/open-hub.ts';
import { canAsk } from '../../terminal/can-ask.ts';
import { parseGenerateOptions } from '../generate/options.ts';
import { formatOfName } from '../generate/output-plan.ts';
import { runGenerate } from '../generate/run.ts';
import { parseShareUrl } from '../share/options.ts';
import { askCategory } from './ask-category.ts';
import { askModel } from './ask-model.ts';
import { askOutput } from './ask-output.ts';
import { askShare } from './ask-share.ts';

/**
 * Runs `alacard pick` and resolves to the exit code.
 * @throws AlacardError
 */
export async function runPick(raw: RawOptions, context: CommandContext): Promise<number> {
  if (raw.json === true || !canAsk(context)) {
    throw new UsageError(
      raw.json === true ? 'pick does not support --json' : 'pick requires an interactive terminal',
      {
        hint: 'Use alacard search <words>, then alacard generate <model>',
      },
    );
  }
  const { category: word, shareUrl, ...settings } = raw;
  const { format } = parseGenerateOptions(settings);
  const server = typeof shareUrl === 'string' ? parseShareUrl(shareUrl) : undefined;
  const category = typeof word === 'string' ? parseCategory(word) : await askCategory(context);
  const id = await findModel(settings, context, category);
  const output = await askOutput(context, id, format);
  // Only .ipynb files can be shared.
  const isNotebook = (format ?? formatOfName(output) ?? 'ipynb') === 'ipynb';
  const isShared = server !== undefined && isNotebook && (await askShare(context, server));
  return runGenerate(
    [id],
    { ...settings, output, ...(isShared && { share: true, shareUrl: server }) },
    context,
  );
}

async function findModel(
  settings: RawOptions,
  context: CommandContext,
  category: Awaited<ReturnType<typeof askCategory>>,
): Promise<string> {
  const hub = createHubOpener(parseHubFlags(settings), context);
  try {
    return await askModel(context, await hub.open(() => {}), category);
  } finally {
    await hub.close();
  }
}
