import { hostname } from 'node:os';
import { relative, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { type BatchJob, type BatchResult, type BatchSummary, hasFailed } from '../../../batch/job.ts';
import { openJournal } from '../../../batch/journal.ts';
import { runBatch } from '../../../batch/run-batch.ts';
import { defined } from '../../../defined.ts';
import { BatchError } from '../../../errors.ts';
import type { ModelArgument } from '../../arguments/model-argument.ts';
import { count, printPlan, toResultDocument } from '../../terminal/report.ts';
import { describeError, printError } from '../../terminal/report-error.ts';
import { toSafeJson, toSafeText } from '../../terminal/terminal.ts';
import { createAfterGenerate } from './after-generate.ts';
import type { BatchFlags } from './batch-options.ts';
import { createBatchProgress } from './batch-progress.ts';
import { type GenerateRun, syncLimitOf, toRequest } from './generate-model.ts';
import { finalPath, fixedFolder, knownPath, type OutputPlan } from './output-plan.ts';
import { resolveCollisions } from './resolve-collisions.ts';

const DEFAULT_CONCURRENCY = 8;
const MAX_SHOWN_NAMES = 20;

/**
 * Generates a notebook per model, prints each result and a summary, and resolves to the exit code.
 * @throws AlacardError if the batch cannot start
 */
export async function generateBatch(
  listed: readonly ModelArgument[],
  run: GenerateRun,
  flags: BatchFlags,
): Promise<number> {
  const { context, global, options, plan, runOptions } = run;
  // V8 postpones garbage collection while memory is plentiful, so 10,000 models would take twice as much memory as 500.
  setFlagsFromString('--heap-growing-percent=30');
  let onEvent: Parameters<GenerateRun['openHub']>[0] = () => {};
  const openHub = () => run.openHub((event) => onEvent(event));
  const output = { plan, cwd: context.cwd, hub: openHub };
  const { models, aliases } = await resolveCollisions(listed, output, context.signal);
  const afterGenerate = await createAfterGenerate(run, (event) => onEvent(event));

  const progress = createBatchProgress(context, global, models.length, !flags.jsonl);
  onEvent = progress.onEvent;
  const hub = await openHub();
  const journal = options.dryRun
    ? undefined
    : await openJournal(
        resolve(context.cwd, fixedFolder(plan)),
        { ...context.process, host: hostname() },
        new Date().toISOString(),
      );
  const documents: object[] = [];
  const reportResult = async (result: BatchResult, index: number) => {
    const document = toDocument(result, run);
    if (global.json) documents[index] = document;
    await progress.onResult(result);
    await progress.printAside(async () => {
      if (flags.jsonl) await context.terminal.out.write(`${toSafeJson(document, 0)}\n`);
      else if (!global.json) await printResult(result, run);
    });
  };
  let summary: BatchSummary;
  try {
    summary = await runBatch(
      { length: models.length, at: (index) => toJob(models[index]!, run) },
      {
        hub,
        endpoint: run.endpoint,
        version: context.version,
        signal: context.signal,
        ...syncLimitOf(run),
        onEvent: progress.onEvent,
        cwd: context.cwd,
        totalMs: run.totalMs,
        force: options.force,
        write: !options.dryRun,
        retries: !run.isOffline && !flags.failFast,
        resume: flags.resume,
        naming: { pattern: pathBelow(plan) },
        ...(journal && { journal }),
        concurrency: runOptions ? 1 : (flags.concurrency ?? DEFAULT_CONCURRENCY),
        failFast: flags.failFast,
        onResult: reportResult,
        onNotice: progress.onNotice,
        ...(afterGenerate && { beforeGenerate: (job: BatchJob) => afterGenerate.before(job.knownPath) }),
        afterWrite: async (path, notebook) => {
          await run.addToHistory(path, notebook);
          return afterGenerate?.after(path);
        },
        ...(afterGenerate && { afterKept: afterGenerate.afterKept }),
      },
    );
  } finally {
    progress.stop();
    await afterGenerate?.close();
    await journal?.close();
  }
  return reportSummary(
    { ...summary, duplicate: summary.duplicate + aliases.length },
    documents.filter(Boolean),
    aliases,
    run,
  );
}

function toJob(model: ModelArgument, run: GenerateRun): BatchJob {
  const path = knownPath(run.plan, model);
  const request = toRequest(model, run);
  // The metadata was fetched with the list, moments ago.
  if (model.kind === 'hub' && model.sha !== undefined) request.refresh = false;
  return {
    name: model.text,
    request,
    ...defined({ knownPath: path }),
    ...(model.kind === 'hub' && model.sha !== undefined && { sha: model.sha }),
    outputPath: (notebook) => finalPath(run.plan, model, notebook)!,
  };
}

/** The naming pattern, relative to that folder. */
function pathBelow(plan: OutputPlan): string {
  return plan.kind === 'pattern' ? relative(fixedFolder(plan), plan.pattern) : '{name}';
}

/** A result as `--json` and `--jsonl` print it. */
function toDocument(result: BatchResult, { context, options }: GenerateRun): object {
  const { name: requested, status } = result;
  if (status === 'failed') return { requested, error: describeError(result.error, context) };
  if (status === 'generated') {
    const { notebook, path, followUp } = result;
    return {
      ...toResultDocument({ requested, notebook, path, written: !options.dryRun }),
      ...followUp?.document,
    };
  }
  const { modelId: model, path } = result;
  if (status === 'duplicate') return { model, requested, path, written: false, sameAs: result.duplicateOf };
  const { sha, isEdited, followUp } = result;
  return {
    model,
    requested,
    path,
    written: false,
    kept: true,
    edited: isEdited,
    ...defined({ sha }),
    ...followUp?.document,
  };
}

async function printResult(result: BatchResult, { context, global, options }: GenerateRun): Promise<void> {
  if (result.status === 'generated') {
    const { name: requested, notebook, path } = result;
    if (options.dryRun) await printPlan({ requested, notebook, path, written: false }, context);
    else await context.terminal.out.write(`${path}\n`);
  }
  const followUp = 'followUp' in result ? result.followUp : undefined;
  for (const line of followUp?.results ?? []) await context.terminal.out.write(`${line}\n`);
  if (!hasFailed(result)) return;
  const error = result.status === 'failed' ? result.error : followUp?.failure;
  await printError(error, describeError(error, context), context, global.debug);
}

async function reportSummary(
  summary: BatchSummary,
  results: object[],
  aliases: { name: string; as: string }[],
  { context, global, options }: GenerateRun,
): Promise<number> {
  const { failed, left, total } = summary;
  const failure = context.signal.aborted
    ? context.signal.reason
    : failed.length > 0
      ? batchError(summary)
      : undefined;
  const error = failure === undefined ? undefined : describeError(failure, context);
  if (global.json) {
    const others = aliases.map(({ name, as }) => ({ requested: name, written: false, sameAs: as }));
    const document = {
      results: [...results, ...others],
      failed: failed.length,
      ...(left > 0 && { left }),
      ...defined({ error }),
    };
    await context.terminal.out.write(`${toSafeJson(document)}\n`);
    return error?.exitCode ?? 0;
  }
  if (!global.quiet) {
    const lines = aliases.map(({ name, as }) =>
      name === as ? `${name}: duplicate skipped` : `${name}: skipped, same model as ${as}`,
    );
    const parts = [
      `${count(summary.generated, 'notebook')} ${options.dryRun ? 'planned' : 'written'}`,
      summary.kept > 0 ? `${summary.kept} already done` : '',
      summary.duplicate > 0 ? `${count(summary.duplicate, 'duplicate')} skipped` : '',
      failed.length > 0 ? `${failed.length} failed` : '',
      left > 0 ? `${left} of ${total} not finished (use --resume to continue)` : '',
    ];
    lines.push(parts.filter((part) => part !== '').join(', '));
    await context.terminal.err.write(`${lines.map((line) => toSafeText(line)).join('\n')}\n`);
  }
  if (error !== undefined) await printError(undefined, error, context, false);
  return error?.exitCode ?? 0;
}

function batchError({ failed, total }: BatchSummary): BatchError {
  const names = failed.slice(0, MAX_SHOWN_NAMES).map((name) => toSafeText(name));
  const more = failed.length > MAX_SHOWN_NAMES ? ` and ${failed.length - MAX_SHOWN_NAMES} more` : '';
  return new BatchError(`${failed.length} of ${total} models failed: ${names.join(', ')}${more}`, {
    hint: 'See the errors above. To retry the remaining models, run the same command with --resume.',
  });
}
