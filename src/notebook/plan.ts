import type { Fit } from './fit.ts';
import type { DraftCell } from './nbformat.ts';

/** Where a notebook is to be run, where that is not just any Jupyter. */
export type Target = 'colab' | 'kaggle' | 'vscode';

/** Everything that a notebook says, decided: composing it chooses nothing and asks nobody. */
export interface NotebookPlan {
  model: PlannedModel;
  /** The Hub that links lead to, without a slash at the end. */
  endpoint: string;
  /** alacard's version. */
  version: string;
  requestedRevision?: string;
  /** pip requirements of the one `%pip` line: `transformers>=5,<6`. */
  install: string[];
  /** Imports that alacard installs for nobody. */
  listed: { name: string; reason: string }[];
  /** Install lines of the card that alacard left out. */
  refused: { line: string; reason: string }[];
  /** What pip can't give, in words. */
  installNotes: string[];
  /** Cell 5; without it, a note in its place. */
  example?: PlannedCode;
  /** Plain text: why there is no example. */
  noExampleNote: string;
  /** Cells after cell 5. */
  moreExamples: PlannedCode[];
  /** A block of the card that is no cell, quoted in cell 4. */
  quoted?: { language: string; code: string; lines: [number, number]; reason: string };
  /** Cell 6; absent where there is `official`. */
  usage?: PlannedCode;
  /** Whether cell 6 runs nothing and shows what the repository holds. */
  filesOnly?: boolean;
  /** The authors' own cells, in the place of cells 5 and 6. */
  official?: DraftCell[];
  strategy: string;
  reasons: PlannedReason[];
  warnings: string[];
  target?: Target;
  /** Cell 6 loads the model in 4 bits. */
  quantize?: '4bit';
  /** Absent where the numbers are not known. */
  fit?: Fit;
  /** Where the facts came from. It isn't written: the same facts give the same bytes. */
  source: string;
}

/** Whether all that the examples load is held by `REVISION`: a library may know no revisions, an author may name one. */
export function examplesArePinned({ example, moreExamples }: NotebookPlan): boolean {
  return [...(example ? [example] : []), ...moreExamples].every(({ code }) => /\bREVISION\b/.test(code));
}

export interface PlannedModel {
  id: string;
  /** The commit that the notebook is pinned to. */
  sha?: string;
  pipeline_tag?: string;
  library_name?: string;
  license?: string;
  gated: false | 'auto' | 'manual';
  downloads?: number;
  likes?: number;
  parameters?: number;
  /** Of weights to download, where it is known. */
  bytes?: number;
  /** Of the weights, as safetensors names it: `BF16`. */
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
  /** Plain text, for the first comment: where the code came from. */
  provenance: string;
  /** Lines of the card, from 1. */
  lines?: [number, number][];
}

export interface PlannedReason {
  strategy: string;
  lines?: [number, number];
  reason: string;
}
