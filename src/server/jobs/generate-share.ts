import PQueue from 'p-queue';
import { defined } from '../../defined.ts';
import { AlacardError, isAlacardError } from '../../errors.ts';
import { limitTotal } from '../../hub/time-limit.ts';
import { type GenerateEvent, generateNotebook } from '../../pipeline/generate.ts';
import type { GeneratedShare, GenerateRequestBody, UnsharedNotebook } from '../../share/protocol.ts';
import type { HubFor } from '../hub/hub-budget.ts';
import type { ShareRequest, Shares } from '../shares/shares.ts';

const CONCURRENCY = 4;
const MAX_WAITING = 100;
/** Timeout per notebook. */
const TIMEOUT_MS = 60_000;

export type Step = Extract<GenerateEvent, { type: 'step' }>['step'] | 'share';

export interface GenerateShareOptions {
  hubFor: HubFor;
  shares: Shares;
  /** Base URL of the Hub, for the notebook's links. */
  endpoint: string;
  version: string;
}

export interface GenerateShareRequest extends Pick<ShareRequest, 'links' | 'idempotency' | 'client'> {
  body: GenerateRequestBody;
  signal: AbortSignal;
  onStep?: (step: Step) => void;
}

/** Generates a model's notebook and shares it. If the store is unavailable, returns the notebook itself. */
export interface GenerateShare {
  /**
   * Waits until a slot is free.
   * @throws what generateNotebook throws, ShareRefusedError, or `SERVER_BUSY` if too many requests are waiting
   */
  run(request: GenerateShareRequest): Promise<GeneratedShare | UnsharedNotebook>;
  /** Starts immediately, for callers that limit their own concurrency. */
  runNow(request: GenerateShareRequest): Promise<GeneratedShare | UnsharedNotebook>;
  load(): { running: number; waiting: number };
}

export function createGenerateShare({
  hubFor,
  shares,
  endpoint,
  version,
}: GenerateShareOptions): GenerateShare {
  const queue = new PQueue({ concurrency: CONCURRENCY });

  async function runNow({
    body,
    signal,
    onStep,
    links,
    idempotency,
    client,
  }: GenerateShareRequest): Promise<GeneratedShare | UnsharedNotebook> {
    const { hf_model_id: id, revision, options = {} } = body;
    const notebook = await generateNotebook(
      {
        model: { kind: 'hub', id, ...defined({ revision }) },
        example: options.example ?? 'auto',
        snippets: options.snippets ?? 'first',
        format: 'ipynb',
        requirePinned: false,
        refresh: false,
      },
      {
        hub: limitTotal(hubFor(client), TIMEOUT_MS),
        endpoint,
        version,
        signal,
        onEvent: (event) => {
          if (event.type === 'step') onStep?.(event.step);
        },
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
      // The notebook itself is fine; only the link is missing.
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
      if (queue.size >= MAX_WAITING) {
        throw new AlacardError('SERVER_BUSY', 5, 503, 'the server is busy generating other notebooks', {
          hint: 'Try again in a minute.',
        });
      }
      return queue.add(() => runNow(request), { signal: request.signal, throwOnTimeout: true });
    },
    runNow,
    load: () => ({ running: queue.pending, waiting: queue.size }),
  };
}

const isStoreFailure = (error: unknown) =>
  isAlacardError(error) && ['STORE_UNAVAILABLE', 'STORE_FULL', 'QUOTA_EXCEEDED'].includes(error.code);
