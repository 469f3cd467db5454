import { hostname } from 'node:os';
import { relative, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { BatchJob, InvalidJob } from '../../../batch/job.ts';
import { type Journal, openJournal, readJournal } from '../../../batch/journal.ts';
import { runBatch } from '../../../batch/run-batch.ts';
import { defined } from '../../../defined.ts';
import type { ListedModel } from '../../arguments/model-argument.ts';
import { createAfterGenerate } from './after-generate.ts';
import type { BatchFlags } from './batch-options.ts';
import { type BatchProgress, createBatchProgress } from './batch-progress.ts';
import { createBatchReport } from './batch-report.ts';
import { type GenerateRun, syncLimitOf, toRequest } from './generate-model.ts';
import { finalPath, fixedFolder, knownPath, type OutputPlan } from './output-plan.ts';
import { resolveCollisions } from './resolve-collisions.ts';

const DEFAULT_CONCURRENCY = 8;

/**
 * Generates a notebook per model, prints each result and a summary, and resolves to the exit code.
 * @throws AlacardError if the batch cannot start
 */
export async function generateBatch(
  listed: readonly ListedModel[],
  run: GenerateRun,
  flags: BatchFlags,
): Promise<number> {
  const { context, global, options, plan, runOptions } = run;
  // V8 postpones garbage collection while memory is plentiful, so 10,000 models would take twice as much memory as 500.
  setFlagsFromString('--heap-growing-percent=30');
  let onEvent: Parameters<GenerateRun['openHub']>[0] = () => {};
  const openHub = () => run.openHub((event) => onEvent(event));
  const afterGenerate = await createAfterGenerate(run, (event) => onEvent(event));
  let journal: Journal | undefined;
  let progress: BatchProgress | undefined;
  const report = createBatchReport(run, flags);
  try {
    await report.prepare();
    const folder = resolve(context.cwd, fixedFolder(plan));
    if (!options.dryRun) {
      const batchProcess = { ...context.process, host: hostname() };
      journal = await openJournal(folder, batchProcess, new Date().toISOString());
    }
    const { models, aliases } = await resolveCollisions(
      listed,
      { plan, cwd: context.cwd, hub: openHub, journal: journal ?? (await readJournal(folder)) },
      context.signal,
    );
    progress = createBatchProgress(context, global, models.length, !flags.jsonl);
    const { onResult, onNotice, printAside } = progress;
    onEvent = progress.onEvent;
    const summary = await runBatch(
      { length: models.length, at: (index) => toJob(models[index]!, run) },
      {
        hub: await openHub(),
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
        async onResult(result, index) {
          await onResult(result);
          await printAside(() => report.printResult(result, index));
        },
        onNotice,
        ...(afterGenerate && { beforeGenerate: (job: BatchJob) => afterGenerate.before(job.knownPath) }),
        afterWrite: async (path, notebook) => {
          await run.addToHistory(path, notebook);
          return afterGenerate?.after(path);
        },
        ...(afterGenerate && { afterKept: afterGenerate.afterKept }),
      },
    );
    progress.stop();
    return await report.printSummary({ ...summary, duplicate: summary.duplicate + aliases.length }, aliases);
  } finally {
    progress?.stop();
    await afterGenerate?.close();
    await journal?.close();
  }
}

function toJob(model: ListedModel, run: GenerateRun): BatchJob | InvalidJob {
  if (model.kind === 'invalid') return { name: model.text, error: model.error };
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
