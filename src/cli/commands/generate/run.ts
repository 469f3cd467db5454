import type { FollowUp } from '../../../batch/job.ts';
import { UsageError } from '../../../errors.ts';
import type { ModelArgument } from '../../arguments/model-argument.ts';
import type { RawOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { toResultDocument } from '../../terminal/report.ts';
import { describeError, printError } from '../../terminal/report-error.ts';
import { toSafeJson } from '../../terminal/terminal.ts';
import { createAfterGenerate } from './after-generate.ts';
import { parseBatchFlags } from './batch-options.ts';
import { type GenerateRun, generateModel } from './generate-model.ts';
import { fetchSelectedModels, hasSelection, readModelList } from './model-list.ts';
import { knownPath } from './output-plan.ts';
import { prepareGenerate } from './prepare-generate.ts';

const NO_FOLLOW_UP: FollowUp = { document: {}, results: [] };

/**
 * Runs `alacard generate` and resolves to the exit code.
 * @throws AlacardError for a single model; a batch reports failures and continues
 */
export async function runGenerate(
  texts: readonly string[],
  raw: RawOptions,
  context: CommandContext,
): Promise<number> {
  const flags = parseBatchFlags(raw);
  const isTyped = flags.from === undefined && !texts.includes('-') && !hasSelection(raw);
  if (texts.length === 0 && isTyped) {
    throw new UsageError("missing required argument 'model'", {
      hint: 'For example: alacard generate openai-community/gpt2',
    });
  }
  const isBatch = !isTyped || texts.length > 1 || flags.resume || flags.jsonl || flags.failedTo !== undefined;
  const since = context.clock.now();
  const ids = await readModelList(texts, flags, context);
  if (hasSelection(raw)) ids.push(...(await fetchSelectedModels(raw, context, since)));
  const { models, listed, run, close } = prepareGenerate(ids, raw, context, isBatch ? since : undefined);
  try {
    if (!isBatch) return await generateOne(models[0]!, run);
    const { generateBatch } = await import('./generate-batch.ts');
    return await generateBatch(listed, run, flags);
  } finally {
    await close();
  }
}

/** Generates one notebook, then runs and shares it on request. If that fails, the notebook is still reported. */
async function generateOne(model: ModelArgument, run: GenerateRun): Promise<number> {
  const { context, global } = run;
  const afterGenerate = await createAfterGenerate(run);
  try {
    await afterGenerate?.before(knownPath(run.plan, model));
    const outcome = await generateModel(model, run);
    const { document, results, failure } = (await afterGenerate?.after(outcome.path!)) ?? NO_FOLLOW_UP;
    const error = failure === undefined ? undefined : describeError(failure, context);
    if (global.json) {
      await context.terminal.out.write(`${toSafeJson({ ...toResultDocument(outcome), ...document })}\n`);
    } else {
      await context.terminal.out.write(results.map((result) => `${result}\n`).join(''));
      if (error !== undefined) await printError(failure, error, context, global.debug);
    }
    return error?.exitCode ?? 0;
  } finally {
    await afterGenerate?.close();
  }
}
