import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { isAlacardError, type UnavailableError } from '../../errors.ts';
import {
  type GenerateRequestBody,
  generateRequest,
  type JobResponse,
  type Problem,
  problem,
  queuedNotebook,
} from '../../share/protocol.ts';
import { createLinks, type Links } from '../http/links.ts';
import { toProblem } from '../http/problem.ts';
import type { StoredJob } from '../store/job-store.ts';
import type { Store } from '../store/store.ts';
import type { GenerateShare } from './generate-share.ts';

const MAX_WAITING = 1_000;
/** Workers per server. */
const CONCURRENCY = 2;
const LIFETIME_MS = 24 * 3_600_000;
/** Longer than any notebook takes. A worker that has not finished after this time is considered dead. */
const LEASE_MS = 120_000;
const ATTEMPT_TIMEOUT_MS = LEASE_MS - 60_000;

export interface JobTimes {
  /** Polling interval of an idle worker. */
  pollMs: number;
  /** Delay before the first retry. It doubles with each retry, up to `maxDelayMs`. */
  firstDelayMs: number;
  maxDelayMs: number;
}

const DEFAULT_JOB_TIMES: JobTimes = { pollMs: 2_000, firstDelayMs: 5_000, maxDelayMs: 300_000 };

export interface JobsOptions {
  store: Pick<Store, 'jobs'>;
  generateShare: Pick<GenerateShare, 'runNow'>;
  now: () => number;
  log: FastifyBaseLogger;
  times?: JobTimes;
}

/** Queue of notebooks that could not be generated because the Hub is unavailable. Jobs are stored and retried. */
export interface Jobs {
  /**
   * @param reason why the notebook could not be generated immediately
   * @throws `reason` if too many jobs are waiting, or StoreUnavailableError
   */
  add(request: GenerateRequestBody, links: Links, reason: UnavailableError): Promise<JobResponse>;
  /** @throws StoreUnavailableError */
  find(id: string, links: Links): Promise<JobResponse | undefined>;
  /** @throws StoreUnavailableError */
  countWaiting(): Promise<number>;
  /** Starts the workers. */
  start(): void;
  /** Stops the workers and returns running jobs to the queue. */
  stop(): Promise<void>;
}

export function createJobs(options: JobsOptions): Jobs {
  const { store, generateShare, now, log, times = DEFAULT_JOB_TIMES } = options;
  const { jobs } = store;
  const isoAt = (ms: number) => new Date(ms).toISOString();
  const stopping = new AbortController();
  const workers: Promise<void>[] = [];

  /** Runs one job after another. Waits if no job is due or the store is unavailable. */
  async function runWorker(): Promise<void> {
    while (!stopping.signal.aborted) {
      const job = await jobs.claim(isoAt(now()), isoAt(now() + LEASE_MS)).catch((error: unknown) => {
        log.debug({ err: error }, 'could not read the job queue');
        return undefined;
      });
      if (job === undefined) {
        await pause(times.pollMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
      } else {
        await attempt(job).catch((error: unknown) =>
          log.warn({ err: error }, "could not save the job's state"),
        );
      }
    }
  }

  async function attempt(job: StoredJob): Promise<void> {
    const { base, ...body } = JSON.parse(job.request) as GenerateRequestBody & { base: string };
    try {
      const result = await generateShare.runNow({
        body: generateRequest.parse(body),
        links: createLinks(base),
        client: 'jobs',
        isQueued: true,
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(ATTEMPT_TIMEOUT_MS)]),
        // All attempts at a job share this key, so they create one share. Client keys cannot contain a space, so they
        // never match it.
        idempotency: { key: `task ${job.id}`, request: job.id },
      });
      if (result.share_id === null) return await postpone(job, { detail: result.reason });
      await jobs.finish(job, 'done', JSON.stringify(queuedNotebook.parse(result)));
      log.info({ attempts: job.attempts }, 'job done');
    } catch (error) {
      if (stopping.signal.aborted) return await jobs.postpone(job, isoAt(now()), job.outcome);
      const failure = toProblem(error);
      if (isRetryable(error)) {
        return await postpone(
          job,
          failure,
          isAlacardError(error) ? (error as UnavailableError).retryAfterMs : 0,
        );
      }
      if (failure.status >= 500) log.error({ err: error }, 'job failed');
      await jobs.finish(job, 'failed', JSON.stringify(failure));
    }
  }

  async function postpone(job: StoredJob, reason: Partial<Problem>, minDelayMs = 0): Promise<void> {
    const backoffMs = Math.min(times.maxDelayMs, times.firstDelayMs * 2 ** Math.min(job.attempts, 20));
    // Jitter, so that the jobs do not all query the Hub at the same moment.
    const delayMs = Math.max(minDelayMs, backoffMs / 2 + (Math.random() * backoffMs) / 2);
    const outcome: Problem = {
      type: 'about:blank',
      title: 'Service unavailable',
      status: 503,
      code: 'UNAVAILABLE',
      ...reason,
    };
    await jobs.postpone(job, isoAt(now() + delayMs), JSON.stringify(outcome));
    log.info({ attempts: job.attempts, seconds: Math.round(delayMs / 1_000) }, 'job postponed');
  }

  function toResponse(job: StoredJob, links: Links): JobResponse {
    const { hf_model_id } = JSON.parse(job.request) as GenerateRequestBody;
    const outcome: unknown = job.outcome === null ? undefined : JSON.parse(job.outcome);
    const hasExpired = job.status === 'waiting' && job.expiresAt <= isoAt(now());
    const response = {
      task_id: job.id,
      task_url: links.jobUrl(job.id),
      status: hasExpired ? ('failed' as const) : job.status,
      hf_model_id,
      created_at: job.createdAt,
      expires_at: job.expiresAt,
      attempts: job.attempts,
      next_try_at: job.status === 'waiting' && !hasExpired ? job.dueAt : null,
    };
    if (job.status === 'done') return { ...response, notebook: queuedNotebook.parse(outcome) };
    return { ...response, ...(outcome !== undefined && { problem: problem.parse(outcome) }) };
  }

  return {
    async add(request, links, reason) {
      const text = JSON.stringify({ ...request, base: links.base });
      const job = await jobs.add(
        {
          id: randomBytes(16).toString('base64url'),
          createdAt: isoAt(now()),
          expiresAt: isoAt(now() + LIFETIME_MS),
          dueAt: isoAt(now() + Math.max(times.firstDelayMs, reason.retryAfterMs ?? 0)),
          workKey: createHash('sha256').update(text).digest('hex'),
          request: text,
          outcome: JSON.stringify(toProblem(reason)),
        },
        MAX_WAITING,
      );
      if (job === undefined) throw reason;
      return toResponse(job, links);
    },

    async find(id, links) {
      const job = await jobs.find(id);
      return job && toResponse(job, links);
    },

    countWaiting: () => jobs.countWaiting(isoAt(now())),

    start() {
      for (let worker = 0; worker < CONCURRENCY; worker++) workers.push(runWorker());
    },

    async stop() {
      stopping.abort();
      await Promise.all(workers);
    },
  };
}

/** Whether the failure is temporary: the Hub or the store is unavailable or rate limited, or the attempt timed out. */
const isRetryable = (error: unknown) =>
  isAlacardError(error)
    ? ['UNAVAILABLE', 'RATE_LIMITED', 'STORE_UNAVAILABLE', 'STORE_FULL', 'QUOTA_EXCEEDED'].includes(
        error.code,
      )
    : error instanceof DOMException && error.name === 'TimeoutError';
