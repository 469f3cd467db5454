import PQueue from 'p-queue';
import { defined } from '../../defined.ts';
import { AlacardError, isAlacardError } from '../../errors.ts';
import type { Hub } from '../../hub/hub.ts';
import { limitTotal } from '../../hub/time-limit.ts';
import { type GenerateEvent, generateNotebook } from '../../pipeline/generate.ts';
import type { GeneratedShare, GenerateRequestBody, UnsharedNotebook } from '../../share/protocol.ts';
import type { ShareRequest, Shares } from '../shares/shares.ts';

/** Notebooks that are made at once, and that may wait for their turn. */
const AT_ONCE = 4;
const MOST_WAITING = 100;
/** One notebook's longest time. */
const TOTAL_MS = 60_000;

export type Step = Extract<GenerateEvent, { type: 'step' }>['step'] | 'share';

export interface GenerateShareOptions {
  hub: Hub;
  shares: Shares;
  /** Base URL of the Hub, for the notebook's links. */
  endpoint: string;
  version: string;
}

export interface GenerateShareRequest extends Pick<ShareRequest, 'links' | 'idempotency'> {
  body: GenerateRequestBody;
  signal: AbortSignal;
  onStep?: (step: Step) => void;
}

/** Makes a model's notebook and shares it; hands it over where the store does not answer. */
export interface GenerateShare {
  /** @throws what generateNotebook throws, ShareRefusedError, SERVER_BUSY where too many wait */
  run(request: GenerateShareRequest): Promise<GeneratedShare | UnsharedNotebook>;
  /** The same at once, for those who see to their own turn. */
  make(request: GenerateShareRequest): Promise<GeneratedShare | UnsharedNotebook>;
  /** Made and waiting now. */
  load(): { running: number; waiting: number };
}

export function createGenerateShare({ hub, shares, endpoint, version }: GenerateShareOptions): GenerateShare {
  const queue = new PQueue({ concurrency: AT_ONCE });

  async function make({
    body,
    signal,
    onStep,
    links,
    idempotency,
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
        hub: limitTotal(hub, TOTAL_MS),
        endpoint,
        version,
        signal,
        onEvent: (event) => {
          if (event.type === 'step') onStep?.(event.step);
        },
      },
    );
    const { warnings, notes } = notebook;
    const made = {
      warnings,
      notes,
      source: notebook.source === 'local' ? ('hub' as const) : notebook.source,
    };
    onStep?.('share');
    try {
      const shared = await shares.share({
        bytes: Buffer.from(notebook.content),
        visibility: options.visibility ?? 'unlisted',
        links,
        ...defined({ ttl: options.ttl, idempotency }),
      });
      return { ...shared, ...made };
    } catch (error) {
      if (!isStoreTrouble(error)) throw error;
      // The notebook is there: a link to it is all that is missing.
      return {
        share_id: null,
        reason: 'sharing is unavailable for the moment',
        notebook: notebook.content,
        model_id: notebook.modelId,
        ...made,
      };
    }
  }

  return {
    run(request) {
      if (queue.size >= MOST_WAITING) {
        throw new AlacardError('SERVER_BUSY', 5, 503, 'the server has more notebooks to make than it can', {
          hint: 'Try again in a minute.',
        });
      }
      return queue.add(() => make(request), { signal: request.signal, throwOnTimeout: true });
    },
    make,
    load: () => ({ running: queue.pending, waiting: queue.size }),
  };
}

const isStoreTrouble = (error: unknown) =>
  isAlacardError(error) && ['STORE_UNAVAILABLE', 'STORE_FULL', 'QUOTA_EXCEEDED'].includes(error.code);
