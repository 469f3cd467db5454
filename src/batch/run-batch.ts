import { setMaxListeners } from 'node:events';
import { type BatchJobs, type BatchNotice, type BatchResult, type BatchSummary, hasFailed } from './job.ts';
import { createMaker, type MakerOptions } from './make-file.ts';

export interface BatchOptions extends MakerOptions {
  /** Begin nothing new once a model has failed. */
  failFast: boolean;
  /** Each model once, as it is done, one after another; what it throws ends the batch. */
  onResult(result: BatchResult, index: number): void | Promise<void>;
  onNotice(notice: BatchNotice): void;
}

/**
 * Makes and writes the notebooks of many models. A model that fails stops no other; one for which the Hub did
 * not answer is tried once more when the others are done. Rejects with what is no model's own failure: a
 * journal that can't be written, what `onResult` throws. Once the signal is aborted, the summary tells what is left.
 */
export async function runBatch(jobs: BatchJobs, options: BatchOptions): Promise<BatchSummary> {
  const { signal, journal, onResult, onNotice, failFast } = options;
  // Each worker listens a few times over.
  if (signal) setMaxListeners(0, signal);
  const maker = createMaker(options);
  // While some files are written, as many models are asked for; a run or a share after the file is a model's work too.
  const workers = options.before ? options.concurrency : 2 * options.concurrency;
  const summary: BatchSummary = {
    total: jobs.length,
    made: 0,
    kept: 0,
    same: 0,
    failed: [],
    left: jobs.length,
  };
  const failed = new Set<number>();
  const postponed: number[] = [];
  let telling: Promise<void> = Promise.resolve();
  let fatal: { error: unknown } | undefined;

  if (journal?.other) onNotice({ type: 'other-batch', folder: journal.folder, ...journal.other });

  const isOver = () => fatal !== undefined || signal?.aborted || (failFast && failed.size > 0);

  async function work(index: number, isLast: boolean): Promise<void> {
    const job = jobs.at(index);
    let result: BatchResult;
    try {
      const outcome = await maker.make(job, isLast);
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
    if (result.status === 'failed') maker.noteFailed(job, result.error);
    telling = telling.then(() => onResult(result, index));
    await telling;
  }

  async function workAll(indexes: Iterable<number>, isLast: boolean): Promise<void> {
    const queue = indexes[Symbol.iterator]();
    const worker = async () => {
      while (!isOver()) {
        const next = queue.next();
        if (next.done) return;
        await work(next.value, isLast).catch((error: unknown) => {
          fatal ??= { error };
        });
      }
    };
    await Promise.all(Array.from({ length: workers }, worker));
  }

  await workAll(Array(jobs.length).keys(), !options.retries);
  await workAll(
    postponed.splice(0).sort((a, b) => a - b),
    true,
  );
  summary.failed = [...failed].sort((a, b) => a - b).map((index) => jobs.at(index).name);
  if (fatal) throw fatal.error;
  return summary;
}
