import type { Fit } from './fit.ts';
import type { DraftCell } from './nbformat.ts';
import type { StrategyName } from './strategy-names.ts';

/** The host that a notebook is generated for. Defaults to any Jupyter environment. */
export type Target = 'colab' | 'kaggle' | 'vscode';

/** Everything that a notebook contains. Composing a plan involves no further decisions or requests. */
export interface NotebookPlan {
  model: PlannedModel;
  /** URL of the Hub for links, without a trailing slash. */
  endpoint: string;
  /** Whether the notebook sets HF_ENDPOINT to `endpoint`. */
  carryEndpoint?: true;
  /** alacard's version. */
  version: string;
  requestedRevision?: string;
  /** The id that was requested, if the Hub returned another model. */
  requestedId?: string;
  /** What the model is, from its card, as plain text. */
  summary?: string;
  /** Requirements of the `%pip` line, such as `transformers>=5,<6`. */
  install: string[];
  /** Packages in `install` that alacard does not know. They come from the author. */
  foreign: string[];
  /** Imports that cell 2 does not install. */
  listed: { name: string; reason: string }[];
  /** Install lines of the card that alacard left out. */
  refused: { line: string; reason: string }[];
  /** Notes about what pip cannot install. */
  installNotes: string[];
  /** Cell 5. Defaults to a note. */
  example?: PlannedCode;
  /** Why the notebook has no example, as plain text. */
  noExampleNote: string;
  /** Further example cells after cell 5. */
  moreExamples: PlannedCode[];
  /** A block of the card that is quoted in cell 4 because it cannot run. */
  quoted?: { language: string; code: string; lines: [number, number]; reason: string };
  /** Cell 6. Absent if `official` is present. */
  usage?: PlannedCode;
  /** Names that keep the examples' models in memory. Present if cell 6 loads a model too. */
  held?: string[];
  /** Whether cell 6 only lists the repository's files. */
  filesOnly?: boolean;
  /** The authors' own cells, which replace cells 5 and 6. */
  official?: DraftCell[];
  /** The path of the authors' own notebook in the repository. */
  officialPath?: string;
  strategy: StrategyName;
  reasons: PlannedReason[];
  warnings: string[];
  target?: Target;
  /** Present if cell 6 loads the model in 4-bit precision. */
  quantize?: '4bit';
  /** Absent if the size of the model is unknown. */
  fit?: Fit;
  /** Where the metadata came from. Not written to the notebook: the same metadata must produce the same bytes. */
  source: string;
}

/** Whether every example uses `REVISION` or the commit itself. Some libraries have no revisions, and some authors specify their own. */
export function examplesArePinned({ model: { sha }, example, moreExamples }: NotebookPlan): boolean {
  return [...(example ? [example] : []), ...moreExamples].every(
    ({ code }) => /\bREVISION\b/.test(code) || (sha !== undefined && code.includes(sha)),
  );
}

/** Whether cell 2 installs torch, so that other cells can import it. */
export const installsTorch = ({ install }: Pick<NotebookPlan, 'install'>): boolean =>
  install.some((requirement) => /^torch(?![\w.-])/i.test(requirement));

export interface PlannedModel {
  id: string;
  /** The commit that the notebook pins. */
  sha?: string;
  pipeline_tag?: string;
  library_name?: string;
  license?: string;
  gated: false | 'auto' | 'manual';
  downloads?: number;
  likes?: number;
  parameters?: number;
  /** Size of the weights to download, if known. */
  bytes?: number;
  /** Data type of the weights, as named by safetensors: `BF16`. */
  dtype?: string;
  languages: string[];
  datasets: string[];
  baseModels: string[];
  tags: string[];
  lastModified?: string;
  trustRemoteCode: boolean;
}

export interface PlannedCode {
  code: string;
  /** Where the code came from, as plain text for the first comment. */
  provenance: string;
  /** 1-based lines of the card. */
  lines?: [number, number][];
}

export interface PlannedReason {
  strategy: StrategyName;
  lines?: [number, number];
  reason: string;
}
