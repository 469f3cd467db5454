import PQueue, { type Queue, type QueueAddOptions } from 'p-queue';
import { defined } from '../../defined.ts';
import { isAlacardError, ShareRefusedError } from '../../errors.ts';
import { limitTotal } from '../../hub/time-limit.ts';
import { fetchModel, type GenerateEvent, SLOW_CARD } from '../../pipeline/generate.ts';
import { DEFAULT_REQUEST, type GenerateRequest } from '../../pipeline/request.ts';
import type { GeneratedShare, GenerateRequestBody, UnsharedNotebook } from '../../share/protocol.ts';
import type { HubFor } from '../hub/hub-budget.ts';
import { busyError, type ShareRequest, type Shares } from '../shares/shares.ts';
import { createFairQueue } from '../workers/fair-queue.ts';
import type { JobInput, JobOutput } from '../workers/worker-jobs.ts';
import { isWorkerError, type JobOptions, type WorkerPool } from '../workers/worker-pool.ts';

const CONCURRENCY = 4;
const MAX_WAITING = 100;
/** How long a notebook that is generated without the card may wait for a worker. */
const PLAIN_WAIT_MS = 10_000;
/** Timeout per notebook. */
const TIMEOUT_MS = 60_000;

export type Step = Extract<GenerateEvent, { type: 'step' }>['step'] | 'share';

export interface GenerateShareOptions {
  hubFor: HubFor;
  shares: Shares;
  workers: Pick<WorkerPool, 'run'>;
  /** Base URL of the Hub, for the notebook's links. */
  endpoint: string;
  version: string;
}

export interface GenerateShareRequest extends Pick<ShareRequest, 'links' | 'idempotency' | 'client'> {
  body: GenerateRequestBody;
  signal: AbortSignal;
  onStep?: (step: Step) => void;
  /**
   * No client is waiting for the result, so it does not have to be generated without the card if the server is busy.
   */
  isQueued?: true;
}

/** Generates a model's notebook and shares it. If the store is unavailable, returns the notebook itself. */
export interface GenerateShare {
  /**
   * Waits until a slot is free.
   * @throws the errors of generateNotebook, ShareRefusedError, or `SERVER_BUSY` if too many requests are waiting
   */
  run(request: GenerateShareRequest): Promise<GeneratedShare | UnsharedNotebook>;
  /** Starts immediately, for callers that limit their own concurrency. */
  runNow(request: GenerateShareRequest): Promise<GeneratedShare | UnsharedNotebook>;
  load(): { running: number; waiting: number };
}

export function createGenerateShare(options: GenerateShareOptions): GenerateShare {
  const { hubFor, shares, workers, endpoint, version } = options;
  const queue = new PQueue<FairTurns, RunOptions>({ concurrency: CONCURRENCY, queueClass: FairTurns });

  /** The notebook. If its card takes too long or the server is busy, it is generated from the metadata alone. */
  async function compose(input: JobInput<'compose'>, options: JobOptions): Promise<JobOutput<'compose'>> {
    const failed = await attempt(input, { ...options, slow: true });
    if (!isWorkerError(failed)) return failed;
    const isBusy = failed.reason === 'busy';
    const fetched = {
      warnings: [SLOW_CARD],
      detail: isBusy
        ? 'the server was too busy to read the model card'
        : 'the model card takes too long to read',
    };
    const plain = await attempt({ ...input, fetched }, { ...options, waitMs: PLAIN_WAIT_MS });
    if (!isWorkerError(plain)) return plain;
    if (plain.reason === 'busy') throw busyError('generating');
    throw new ShareRefusedError(
      'NOTEBOOK_INVALID',
      `the metadata of ${input.resolution.info.id} takes too long to read`,
    );
  }

  const attempt = (input: JobInput<'compose'>, options: JobOptions) =>
    workers.run('compose', input, options).catch((error: unknown) => {
      if (isWorkerError(error)) return error;
      throw error;
    });

  async function runNow({
    body,
    signal,
    onStep,
    links,
    idempotency,
    client,
    isQueued,
  }: GenerateShareRequest): Promise<GeneratedShare | UnsharedNotebook> {
    const { hf_model_id: id, revision, options = {} } = body;
    const generate: GenerateRequest = {
      model: { kind: 'hub', id, ...defined({ revision }) },
      ...DEFAULT_REQUEST,
      ...defined({ example: options.example, snippets: options.snippets }),
    };
    const onEvent = (event: GenerateEvent) => {
      if (event.type === 'step') onStep?.(event.step);
    };
    const model = await fetchModel(generate, {
      hub: limitTotal(hubFor(client), TIMEOUT_MS),
      signal,
      onEvent,
    });
    const notebook = await compose(
      { request: generate, ...model, endpoint, version },
      {
        client,
        signal,
        onEvent: (event) => onEvent(event as GenerateEvent),
        ...(isQueued && { waitMs: Infinity }),
      },
    );
    const { warnings, notes } = notebook;
    const details = {
      warnings,
      notes,
      source: notebook.source === 'local' ? ('hub' as const) : notebook.source,
    };
    const bytes = Buffer.from(notebook.content);
    onStep?.('share');
    try {
      const shared = await shares.share({
        bytes,
        origin: 'generated',
        visibility: options.visibility ?? 'unlisted',
        links,
        client,
        ...defined({ ttl: options.ttl, idempotency }),
      });
      return { ...shared, ...details };
    } catch (error) {
      if (!isStoreFailure(error)) throw error;
      // The notebook itself is fine. Only the link is missing.
      shares.rememberGenerated(bytes);
      return {
        share_id: null,
        reason: 'sharing is temporarily unavailable',
        notebook: notebook.content,
        model_id: notebook.modelId,
        ...details,
      };
    }
  }

  return {
    run(request) {
      if (queue.size >= MAX_WAITING) throw busyError('generating');
      return queue.add(() => runNow(request), {
        signal: request.signal,
        throwOnTimeout: true,
        client: request.client,
      });
    },
    runNow,
    load: () => ({ running: queue.pending, waiting: queue.size }),
  };
}

type Run = () => Promise<unknown>;
type RunOptions = QueueAddOptions & { client: string };

/** A queue for PQueue that lets clients take turns. */
class FairTurns implements Queue<Run, RunOptions> {
  readonly #queue = createFairQueue<Run>();

  get size() {
    return this.#queue.size;
  }
  enqueue(run: Run, options?: Partial<RunOptions>) {
    this.#queue.add(options?.client ?? '', run);
  }
  dequeue() {
    return this.#queue.take();
  }
  /** PQueue uses this to count the items of one priority, but there are no priorities here. */
  filter() {
    return [];
  }
  setPriority() {}
}

const isStoreFailure = (error: unknown) =>
  isAlacardError(error) && ['STORE_UNAVAILABLE', 'STORE_FULL', 'QUOTA_EXCEEDED'].includes(error.code);
