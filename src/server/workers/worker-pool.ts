import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { FastifyBaseLogger } from 'fastify';
import { defined } from '../../defined.ts';
import { rememberedSecrets } from '../../encode/secrets.ts';
import { AlacardError } from '../../errors.ts';
import { createFairQueue } from './fair-queue.ts';
import type { JobMessage, Outcome, WorkerMessage, WorkerSetup } from './serve-jobs.ts';
import {
  DEFAULT_JOB_LIMITS,
  type JobInput,
  type JobLimits,
  type JobName,
  type JobOutput,
} from './worker-jobs.ts';

export interface WorkerOptions {
  /** The script of a worker process, which calls `serveJobs`. */
  file: URL;
  /** Node options for the worker, in addition to the memory limit. Defaults to those of this process. */
  nodeOptions?: readonly string[];
  limits?: Partial<Record<JobName, JobLimits>>;
}

export interface JobOptions {
  /** The client whose turn the job takes. */
  client: string;
  /** Whether the job must leave one worker to the other jobs. */
  slow?: boolean;
  /** Replaces the job's limits on waiting. */
  waitMs?: number;
  signal?: AbortSignal;
  onEvent?: (event: unknown) => void;
}

/** `busy`: no worker was free in time. `failed`: the job used too much time or memory, or has a bug. */
export class WorkerError extends Error {
  constructor(
    readonly reason: 'busy' | 'failed',
    message: string,
  ) {
    super(message);
  }
}

export const isWorkerError = (error: unknown): error is WorkerError => error instanceof WorkerError;

export interface WorkerPool {
  /** @throws WorkerError, the job's AlacardError, the signal's reason */
  run<Name extends JobName>(name: Name, input: JobInput<Name>, options: JobOptions): Promise<JobOutput<Name>>;
  /** Starts the workers, so that the first job does not have to wait for them. */
  start(): void;
  /** Kills the workers. */
  close(): void;
}

const WORKERS = Math.min(4, Math.max(2, availableParallelism()));
const MAX_HEAP_MB = 256;
const MAX_RSS_BYTES = 640e6;
/** A worker is replaced if it still uses this much memory after a job, or after this many jobs. */
const KEPT_RSS_BYTES = 320e6;
const MAX_JOBS = 20_000;
/** Per client. */
const MAX_WAITING = 30;
const MAX_WAITING_BYTES = 256e6;
/** How long the first jobs wait for a worker to start. This time does not count toward their limits. */
const MAX_START_MS = 10_000;
/** Delay before a worker that did not start is started again. */
const RESTART_MS = 1_000;

interface QueuedJob extends JobOptions {
  message: JobMessage;
  bytes: number;
  settle: (outcome: Outcome | Error) => void;
}

interface Worker {
  child: ChildProcess;
  isReady: boolean;
  served: number;
  job?: QueuedJob;
  timer?: NodeJS.Timeout;
}

/**
 * Child processes with limits on CPU time and memory. A worker over its limit is killed and replaced. Threads would not
 * work: one large allocation in a thread aborts the whole process, regardless of the thread's limit.
 */
export function createWorkerPool(options: WorkerOptions, log: FastifyBaseLogger): WorkerPool {
  const limits = { ...DEFAULT_JOB_LIMITS, ...options.limits };
  const workers = new Set<Worker>();
  /** Slow jobs leave one worker to the fast ones. */
  const lanes = {
    quick: { queue: createFairQueue<QueuedJob>(), takenAt: 0 },
    slow: { queue: createFairQueue<QueuedJob>(), takenAt: 0 },
  };
  let waitingBytes = 0;
  let isClosed = false;
  let onStarted = () => {};
  const started = new Promise<void>((resolve) => {
    onStarted = resolve;
    setTimeout(resolve, MAX_START_MS).unref();
  });

  const laneOf = ({ slow }: { slow?: boolean | undefined }) => (slow ? lanes.slow : lanes.quick);

  function startWorker(): void {
    const child = fork(options.file, {
      execArgv: [...(options.nodeOptions ?? process.execArgv), `--max-old-space-size=${MAX_HEAP_MB}`],
      // Does not include the server's tokens or passwords.
      env: {},
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    });
    const worker: Worker = { child, isReady: false, served: 0 };
    workers.add(worker);
    child.on('message', (message: WorkerMessage) => receive(worker, message));
    child.once('exit', (code, signal) => end(worker, `the worker was stopped (${signal ?? code})`));
    // The worker could not be started, or a message was sent after it had exited.
    child.on('error', (error) => end(worker, error.message));
    const setup: WorkerSetup = { maxRssBytes: MAX_RSS_BYTES, secrets: rememberedSecrets() };
    child.send(setup);
  }

  function startIfMissing(): void {
    while (!isClosed && workers.size < WORKERS) startWorker();
  }

  function end(worker: Worker, reason: string): void {
    if (!workers.delete(worker) || isClosed) return;
    worker.child.kill('SIGKILL');
    if (worker.isReady) startIfMissing();
    else setTimeout(startIfMissing, RESTART_MS).unref();
    if (worker.job === undefined && worker.isReady) return;
    log.warn({ job: worker.job?.message.job, reason }, 'a worker was stopped');
    finish(worker, new WorkerError('failed', reason));
  }

  function receive(worker: Worker, message: WorkerMessage): void {
    if (message.type === 'event') {
      worker.job?.onEvent?.(message.event);
      return;
    }
    if (message.type === 'ready') {
      worker.isReady = true;
      onStarted();
    } else {
      finish(worker, message.outcome);
      if (message.rssBytes > KEPT_RSS_BYTES || ++worker.served >= MAX_JOBS) end(worker, 'replaced');
    }
    dispatch();
  }

  function finish(worker: Worker, outcome: Outcome | Error): void {
    clearTimeout(worker.timer);
    const { job } = worker;
    delete worker.job;
    job?.settle(outcome);
  }

  function dispatch(): void {
    for (const worker of workers) {
      if (!worker.isReady || worker.job !== undefined) continue;
      const slow = [...workers].filter(({ job }) => job?.slow).length;
      const job = (slow < WORKERS - 1 ? lanes.slow.queue.take() : undefined) ?? lanes.quick.queue.take();
      if (job === undefined) return;
      laneOf(job).takenAt = performance.now();
      waitingBytes -= job.bytes;
      worker.job = job;
      // Only needed for a worker that uses no CPU time. Otherwise, the worker stops itself.
      worker.timer = setTimeout(() => worker.child.kill('SIGKILL'), job.message.cpuMs * 10 + 1_000);
      worker.child.send(job.message);
    }
  }

  /** Calls `onLate` if the job has waited too long. @returns a function that stops the timer */
  function limitWait(
    job: QueuedJob,
    { waitMs, stallMs = waitMs }: Omit<JobLimits, 'cpuMs'>,
    onLate: () => void,
  ) {
    const start = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const check = () => {
      const stalledAt = Math.max(start, laneOf(job).takenAt) + stallMs;
      const leftMs = Math.min(start + waitMs, stalledAt) - performance.now();
      if (leftMs <= 0) onLate();
      else if (Number.isFinite(leftMs)) timer = setTimeout(check, Math.ceil(leftMs));
    };
    check();
    return () => clearTimeout(timer);
  }

  return {
    async run(name, input, { client, slow, waitMs, signal, onEvent }) {
      startIfMissing();
      await started;
      signal?.throwIfAborted();
      const { cpuMs, ...waits } = limits[name];
      const bytes = 'bytes' in input ? input.bytes.length : (input.fetched.text?.length ?? 0);
      if (
        isClosed ||
        laneOf({ slow }).queue.waiting(client) >= MAX_WAITING ||
        waitingBytes + bytes > MAX_WAITING_BYTES
      ) {
        throw new WorkerError('busy', 'too many jobs are waiting');
      }
      return new Promise((resolve, reject) => {
        const job: QueuedJob = {
          message: { job: name, input, cpuMs },
          bytes,
          client,
          settle(outcome) {
            stopTimer();
            signal?.removeEventListener('abort', onAbort);
            if (outcome instanceof Error) reject(outcome);
            else if ('value' in outcome) resolve(outcome.value as never);
            else if ('failure' in outcome) reject(new WorkerError('failed', outcome.failure));
            else reject(toError(outcome.refusal));
          },
          ...defined({ slow, onEvent }),
        };
        const withdraw = (reason: Error) => {
          if (!laneOf(job).queue.remove(client, job)) return;
          waitingBytes -= bytes;
          job.settle(reason);
        };
        const onAbort = () => withdraw(signal!.reason);
        signal?.addEventListener('abort', onAbort, { once: true });
        laneOf(job).queue.add(client, job);
        waitingBytes += bytes;
        const stopTimer = limitWait(job, waitMs === undefined ? waits : { waitMs }, () =>
          withdraw(new WorkerError('busy', 'no worker was free in time')),
        );
        dispatch();
      });
    },

    start: startIfMissing,

    close() {
      isClosed = true;
      for (const { child } of workers) child.kill('SIGKILL');
    },
  };
}

const toError = ({
  code,
  exitCode,
  httpStatus,
  message,
  hint,
}: Extract<Outcome, { refusal: object }>['refusal']) =>
  new AlacardError(code, exitCode, httpStatus, message, defined({ hint }));
