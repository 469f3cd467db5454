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
import { type Links, linksBelow } from '../http/links.ts';
import { toProblem } from '../http/problem.ts';
import type { StoredJob } from '../store/job-store.ts';
import type { Store } from '../store/store.ts';
import type { GenerateShare } from './generate-share.ts';

/** Tasks that may wait, and that one server works at at once. */
const MOST_WAITING = 1_000;
const AT_ONCE = 2;
/** In ms. */
const LIFETIME = 24 * 3_600_000;
/** Longer than any notebook takes: a worker that is silent for so long is dead. */
const LEASE = 120_000;
const LONGEST_MAKE = LEASE - 60_000;

export interface JobTimes {
  /** Between two looks into the queue, in ms. */
  pollMs: number;
  /** Before the first new try; it doubles with each, up to `longestDelayMs`. */
  firstDelayMs: number;
  longestDelayMs: number;
}

const DEFAULT_JOB_TIMES: JobTimes = { pollMs: 2_000, firstDelayMs: 5_000, longestDelayMs: 300_000 };

export interface JobsOptions {
  store: Pick<Store, 'jobs'>;
  generateShare: Pick<GenerateShare, 'make'>;
  now: () => number;
  log: FastifyBaseLogger;
  times?: JobTimes;
}

/** Notebooks that could not be made because the Hub does not answer: kept in the store, tried until it does. */
export interface Jobs {
  /** `reason`: why it is not made at once. Throws that where too many wait. @throws StoreUnavailableError */
  add(request: GenerateRequestBody, links: Links, reason: UnavailableError): Promise<JobResponse>;
  /** @throws StoreUnavailableError */
  find(id: string, links: Links): Promise<JobResponse | undefined>;
  /** @throws StoreUnavailableError */
  countWaiting(): Promise<number>;
  /** Begins to work at what is due. */
  start(): void;
  /** What is under way goes back into the queue. */
  stop(): Promise<void>;
}

export function createJobs(options: JobsOptions): Jobs {
  const { store, generateShare, now, log, times = DEFAULT_JOB_TIMES } = options;
  const { jobs: tasks } = store;
  const isoAt = (ms: number) => new Date(ms).toISOString();
  const ending = new AbortController();
  const working: Promise<void>[] = [];

  /** Takes one task after the other; waits where none is due, or the store does not answer. */
  async function work(): Promise<void> {
    while (!ending.signal.aborted) {
      const task = await tasks.claim(isoAt(now()), isoAt(now() + LEASE)).catch((error: unknown) => {
        log.debug({ err: error }, 'the queue could not be read');
        return undefined;
      });
      if (task === undefined) {
        await pause(times.pollMs, undefined, { signal: ending.signal, ref: false }).catch(() => {});
      } else {
        await attempt(task).catch((error: unknown) =>
          log.warn({ err: error }, 'a task could not be put down'),
        );
      }
    }
  }

  async function attempt(task: StoredJob): Promise<void> {
    const { base, ...body } = JSON.parse(task.request) as GenerateRequestBody & { base: string };
    try {
      const made = await generateShare.make({
        body: generateRequest.parse(body),
        links: linksBelow(base),
        signal: AbortSignal.any([ending.signal, AbortSignal.timeout(LONGEST_MAKE)]),
        // No client's key holds a space. Two workers, or two lives of one, make one share.
        idempotency: { key: `task ${task.id}`, request: task.id },
      });
      if (made.share_id === null) return await postpone(task, { detail: made.reason });
      await tasks.finish(task, 'done', JSON.stringify(queuedNotebook.parse(made)));
      log.info({ attempts: task.attempts }, 'a task is done');
    } catch (error) {
      if (ending.signal.aborted) return await tasks.postpone(task, isoAt(now()), task.outcome);
      const told = toProblem(error);
      if (isRetried(error)) {
        return await postpone(
          task,
          told,
          isAlacardError(error) ? (error as UnavailableError).retryAfterMs : 0,
        );
      }
      if (told.status >= 500) log.error({ err: error }, 'a task failed');
      await tasks.finish(task, 'failed', JSON.stringify(told));
    }
  }

  async function postpone(task: StoredJob, why: Partial<Problem>, leastMs = 0): Promise<void> {
    const backoffMs = Math.min(times.longestDelayMs, times.firstDelayMs * 2 ** Math.min(task.attempts, 20));
    // Spread, so that not all ask the Hub in the moment that it is back.
    const delayMs = Math.max(leastMs, backoffMs / 2 + (Math.random() * backoffMs) / 2);
    const told: Problem = {
      type: 'about:blank',
      title: 'Unavailable',
      status: 503,
      code: 'UNAVAILABLE',
      ...why,
    };
    await tasks.postpone(task, isoAt(now() + delayMs), JSON.stringify(told));
    log.info({ attempts: task.attempts, seconds: Math.round(delayMs / 1_000) }, 'a task waits for the Hub');
  }

  function toAnswer(task: StoredJob, links: Links): JobResponse {
    const { hf_model_id } = JSON.parse(task.request) as GenerateRequestBody;
    const outcome: unknown = task.outcome === null ? undefined : JSON.parse(task.outcome);
    const isOver = task.status === 'waiting' && task.expiresAt <= isoAt(now());
    const answer = {
      task_id: task.id,
      task_url: links.taskUrl(task.id),
      status: isOver ? ('failed' as const) : task.status,
      hf_model_id,
      created_at: task.createdAt,
      expires_at: task.expiresAt,
      attempts: task.attempts,
      next_try_at: task.status === 'waiting' && !isOver ? task.dueAt : null,
    };
    if (task.status === 'done') return { ...answer, notebook: queuedNotebook.parse(outcome) };
    return { ...answer, ...(outcome !== undefined && { problem: problem.parse(outcome) }) };
  }

  return {
    async add(request, links, reason) {
      const text = JSON.stringify({ ...request, base: links.base });
      const task = await tasks.add(
        {
          id: randomBytes(16).toString('base64url'),
          createdAt: isoAt(now()),
          expiresAt: isoAt(now() + LIFETIME),
          dueAt: isoAt(now() + Math.max(times.firstDelayMs, reason.retryAfterMs ?? 0)),
          workKey: createHash('sha256').update(text).digest('hex'),
          request: text,
          outcome: JSON.stringify(toProblem(reason)),
        },
        MOST_WAITING,
      );
      if (task === undefined) throw reason;
      return toAnswer(task, links);
    },

    async find(id, links) {
      const task = await tasks.find(id);
      return task && toAnswer(task, links);
    },

    countWaiting: () => tasks.countWaiting(isoAt(now())),

    start() {
      for (let hand = 0; hand < AT_ONCE; hand++) working.push(work());
    },

    async stop() {
      ending.abort();
      await Promise.all(working);
    },
  };
}

/** What passes by itself: the Hub's absence, the store's, a time that was over. */
const isRetried = (error: unknown) =>
  isAlacardError(error)
    ? ['UNAVAILABLE', 'STORE_UNAVAILABLE', 'STORE_FULL', 'QUOTA_EXCEEDED'].includes(error.code)
    : error instanceof DOMException && error.name === 'TimeoutError';
