import type { ExampleMode, Lines, SkipReason } from '../example/strategies/strategy.ts';
import type { CacheStore } from '../hub/cache/cache-store.ts';
import type { Hub } from '../hub/hub.ts';
import type { HubEvent } from '../hub/hub-event.ts';
import type { Fit } from '../notebook/fit.ts';
import type { NotebookFormat } from '../notebook/formats/formats.ts';
import type { PlannedModel, Target } from '../notebook/plan.ts';
import type { StrategyName } from '../notebook/strategy-names.ts';
import type { CellRisk } from '../python/risks/describe-risks.ts';

export interface GenerateRequest {
  /** A model on the Hub, or a local folder or README.md. */
  model: { kind: 'hub'; id: string; revision?: string } | { kind: 'local'; path: string; id?: string };
  example: ExampleMode;
  snippets: 'first' | 'all';
  format: NotebookFormat | 'script';
  /** Fail if the revision is unknown. */
  requirePinned: boolean;
  /** Query the Hub even if the cache is fresh. */
  refresh: boolean;
  /** Regenerate the notebook even if a finished one is cached. Implied by `refresh`. */
  rebuild?: boolean;
  /** Load the model in 4-bit precision if possible. Defaults to the precision of the weights. */
  quantize?: '4bit';
  /** Whether the notebook itself sets HF_ENDPOINT to the endpoint. */
  carryEndpoint?: true;
  /** Where the notebook will run. Defaults to any Jupyter environment. */
  target?: Target;
  /** Use the repository's own notebook if it has one. */
  preferOfficial?: boolean;
  /** The path of that notebook. By default, alacard chooses one. */
  officialPath?: string;
}

/** The request for a model with no other choices. */
export const DEFAULT_REQUEST = {
  example: 'auto',
  snippets: 'first',
  format: 'ipynb',
  requirePinned: false,
  refresh: false,
} as const satisfies Omit<GenerateRequest, 'model'>;

export interface GenerateContext {
  hub: Hub;
  /** Base URL for the links in the notebook. */
  endpoint: string;
  /** The version of alacard. */
  version: string;
  /**
   * Where finished notebooks are cached. `build` identifies the code that generates them, because two builds of one
   * version may generate different notebooks. Defaults to no caching.
   */
  finished?: { store: CacheStore; build: string };
  /**
   * Runs synchronous work on the model card, and can end it with the error ERR_SCRIPT_EXECUTION_TIMEOUT. Then the
   * notebook is generated from the metadata alone. Defaults to no limit.
   */
  limitSync?: LimitSync;
  signal?: AbortSignal;
  onEvent?: (event: GenerateEvent) => void;
}

export type LimitSync = <T>(work: () => T) => T;

export type GenerateEvent =
  /** A finished notebook from the cache skips the last two steps. */
  { type: 'step'; step: 'resolve' | 'read-card' | 'choose-example' | 'compose'; model: string } | HubEvent;

export interface GeneratedNotebook {
  /** The id in the Hub's response. */
  modelId: string;
  requestedId: string;
  sha?: string;
  pinned: boolean;
  source: 'hub' | 'cache' | 'stale-cache' | 'snapshot' | 'local';
  task?: string;
  strategy: StrategyName;
  /** The path of the authors' own notebook, if it was used. */
  officialPath?: string;
  /** Lines of the card in cell 5. */
  lines: Lines[];
  reasons: SkipReason[];
  packages: { install: string[]; listed: string[] };
  cells: { id: string; type: 'markdown' | 'code'; lines: number }[];
  /** Set if the Hub did not respond, so that older or partial data was used. A later run can generate a better notebook. */
  fellBack?: true;
  /** What the author's code does beyond running the model. Also among the warnings. */
  risks: CellRisk[];
  /** Also written to the notebook. */
  warnings: string[];
  /** Not written to the notebook, because they differ from run to run. */
  notes: string[];
  format: NotebookFormat | 'script';
  /** The text of the notebook file. */
  content: string;
  /** The facts of cell 4. */
  about: PlannedModel;
  /** Absent if the size of the model is unknown. */
  fit?: Fit;
}
