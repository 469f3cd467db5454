import type { ExampleMode, Lines, SkipReason, StrategyName } from '../example/strategies/strategy.ts';
import type { CacheStore } from '../hub/cache/cache-store.ts';
import type { Hub } from '../hub/hub.ts';
import type { HubEvent } from '../hub/hub-event.ts';
import type { Fit } from '../notebook/fit.ts';
import type { NotebookFormat } from '../notebook/formats/formats.ts';
import type { PlannedModel, Target } from '../notebook/plan.ts';

export interface GenerateRequest {
  /** A model on the Hub, or a local folder or README.md. */
  model: { kind: 'hub'; id: string; revision?: string } | { kind: 'local'; path: string; id?: string };
  example: ExampleMode;
  snippets: 'first' | 'all';
  format: NotebookFormat;
  /** Fail if the revision is not known. */
  requirePinned: boolean;
  /** Ask the Hub even if the cache is fresh. */
  refresh: boolean;
  /** Make the notebook again even if a finished one is cached. `refresh` does so too. */
  rebuild?: boolean;
  /** Load the model in fewer bits where possible. Defaults to the bits of the weights. */
  quantize?: '4bit';
  /** Where the notebook will run. Defaults to any Jupyter. */
  target?: Target;
  /** Use the `notebook.ipynb` of the repository if there is one. */
  preferOfficial?: boolean;
}

export interface GenerateContext {
  hub: Hub;
  /** Base URL for the links in the notebook. */
  endpoint: string;
  /** The version of alacard. */
  version: string;
  /**
   * Where finished notebooks are cached. `build` identifies the code that makes them: two builds of one version may
   * make different notebooks. Defaults to no caching.
   */
  finished?: { store: CacheStore; build: string };
  signal?: AbortSignal;
  onEvent?: (event: GenerateEvent) => void;
}

export type GenerateEvent =
  /** A finished notebook from the cache skips the last two steps. */
  { type: 'step'; step: 'resolve' | 'read-card' | 'choose-example' | 'compose'; model: string } | HubEvent;

export interface GeneratedNotebook {
  /** The id in the answer of the Hub. */
  modelId: string;
  requestedId: string;
  sha?: string;
  pinned: boolean;
  source: 'hub' | 'cache' | 'stale-cache' | 'snapshot' | 'local';
  task?: string;
  strategy: StrategyName;
  /** Lines of the card in cell 5. */
  lines: Lines[];
  reasons: SkipReason[];
  packages: { install: string[]; listed: string[] };
  cells: { id: string; type: 'markdown' | 'code'; lines: number }[];
  /** The Hub did not answer, so this was made from less than it has. A later try may give more. */
  fellBack?: true;
  /** They are written into the notebook too. */
  warnings: string[];
  /** Reported to the user only, because they differ from run to run. */
  notes: string[];
  format: NotebookFormat;
  /** The text of the file. */
  content: string;
  /** The facts of cell 4. */
  about: PlannedModel;
  /** Absent if the size of the model is not known. */
  fit?: Fit;
}
