import type { ExampleMode, Lines, SkipReason, StrategyName } from '../example/strategies/strategy.ts';
import type { Hub } from '../hub/hub.ts';
import type { HubEvent } from '../hub/hub-event.ts';
import type { Fit } from '../notebook/fit.ts';
import type { NotebookFormat } from '../notebook/formats/formats.ts';
import type { PlannedModel, Target } from '../notebook/plan.ts';

export interface GenerateRequest {
  /** A model of the Hub, or a folder or README.md on this machine. */
  model: { kind: 'hub'; id: string; revision?: string } | { kind: 'local'; path: string; id?: string };
  example: ExampleMode;
  snippets: 'first' | 'all';
  format: NotebookFormat;
  /** Fail rather than write a notebook whose revision is not known. */
  requirePinned: boolean;
  /** Ask the Hub even where the cache is fresh. */
  refresh: boolean;
  /** Load the model in fewer bits where that can be done. Default: as it is. */
  quantize?: '4bit';
  /** Where the notebook is to be run. Default: any Jupyter. */
  target?: Target;
  /** Take the `notebook.ipynb` of the repository where there is one. */
  preferOfficial?: boolean;
}

export interface GenerateContext {
  hub: Hub;
  /** Base URL for the notebook's links. */
  endpoint: string;
  /** alacard's own version. */
  version: string;
  signal?: AbortSignal;
  onEvent?: (event: GenerateEvent) => void;
}

export type GenerateEvent =
  | { type: 'step'; step: 'resolve' | 'read-card' | 'choose-example' | 'compose'; model: string }
  | HubEvent;

export interface GeneratedNotebook {
  /** The id that the Hub answered with. */
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
  /** Made of less than there is, since the Hub did not answer: a later try may give more. */
  fellBack?: true;
  /** Told in the notebook too. */
  warnings: string[];
  /** Told to the person only: they differ from run to run. */
  notes: string[];
  format: NotebookFormat;
  /** The file's text. */
  content: string;
  /** What cell 4 tells of the model. */
  about: PlannedModel;
  /** Absent where the numbers are not known. */
  fit?: Fit;
}
