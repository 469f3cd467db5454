import { setMaxListeners } from 'node:events';
import { type BatchJobs, type BatchNotice, type BatchResult, type BatchSummary, hasFailed } from './job.ts';
import { createJobRunner, type JobRunnerOptions } from './job-runner.ts';

export interface BatchOptions extends JobRunnerOptions {
  /** Do not start any more models after the first failure. */
  failFast: boolean;
  /** Called once per finished model, one call at a time. An error it throws ends the batch. */
  onResult(result: BatchResult, index: number): void | Promise<void>;
  onNotice(notice: BatchNotice): void;
}

/**
 * Generates and writes a notebook per model. One failure does not stop the rest. If the Hub did not respond for a
 * model, that model is retried once, after all the others. If the signal is aborted, the summary counts the remaining
 * models. Rejects only with errors that do not belong to a model: a journal that can't be written, or an error from
 * `onResult`.
 */
export async function runBatch(jobs: BatchJobs, options: BatchOptions): Promise<BatchSummary> {
  const { signal, journal, onResult, onNotice, failFast } = options;
  // Each worker adds several listeners.
  if (signal) setMaxListeners(0, signal);
  const runner = createJobRunner(options);
  // Twice as many workers, so that requests go out while files are written. If notebooks are run or shared too,
  // `concurrency` limits that as well.
  const workers = options.beforeGenerate ? options.concurrency : 2 * options.concurrency;
  const summary: BatchSummary = {
    total: jobs.length,
    generated: 0,
    kept: 0,
    skipped: 0,
    duplicate: 0,
    failed: [],
    left: jobs.length,
  };
  const failed = new Set<number>();
  const postponed: number[] = [];
  let reported: Promise<void> = Promise.resolve();
  let fatal: { error: unknown } | undefined;

  if (journal?.otherBatch) onNotice({ type: 'other-batch', folder: journal.folder, ...journal.otherBatch });

  const shouldStop = () => fatal !== undefined || signal?.aborted || (failFast && failed.size > 0);

  async function runJob(index: number, isLastAttempt: boolean): Promise<void> {
    const job = jobs.at(index);
    let result: BatchResult;
    try {
      if ('error' in job) throw job.error;
      const outcome = await runner.run(job, isLastAttempt);
      if (outcome.status === 'postponed') {
        postponed.push(index);
        return onNotice({ type: 'postponed', name: job.name, reason: outcome.reason });
      }
      result = outcome;
    } catch (error) {
      if (signal?.aborted) return;
      result = { status: 'failed', name: job.name, error };
    }
    summary.left--;
    if (hasFailed(result)) failed.add(index);
    if (result.status !== 'failed') summary[result.status]++;
    if (result.status === 'failed' && !('error' in job)) runner.recordFailed(job, result.error);
    reported = reported.then(() => onResult(result, index));
    await reported;
  }

  async function runAll(indexes: Iterable<number>, isLastAttempt: boolean): Promise<void> {
    const queue = indexes[Symbol.iterator]();
    const worker = async () => {
      while (!shouldStop()) {
        const next = queue.next();
        if (next.done) return;
        await runJob(next.value, isLastAttempt).catch((error: unknown) => {
          fatal ??= { error };
        });
      }
    };
    await Promise.all(Array.from({ length: workers }, worker));
  }

  await runAll(Array(jobs.length).keys(), !options.retries);
  await runAll(
    postponed.splice(0).sort((a, b) => a - b),
    true,
  );
  summary.failed = [...failed].sort((a, b) => a - b).map((index) => jobs.at(index).name);
  if (fatal) throw fatal.error;
  return summary;
}
