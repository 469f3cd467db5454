import type { GeneratedNotebook, GenerateRequest } from '../pipeline/generate.ts';

/** One model of a batch. */
export interface BatchJob {
  /** As the person named the model. */
  name: string;
  request: GenerateRequest;
  /** The path where it doesn't depend on the Hub's answer. */
  knownPath?: string;
  /** The commit, where a list of the Hub has told it already. */
  sha?: string;
  /** The path of the finished notebook. */
  pathOf(notebook: GeneratedNotebook): string;
}

/** A batch's jobs, each made when its turn comes: thousands of them are held as their models alone. */
export interface BatchJobs {
  length: number;
  at(index: number): BatchJob;
}

/** What was done with a notebook after it was written, such as running or sharing it. */
export interface Sequel {
  document: object;
  failure?: unknown;
  /** Further results: the path of what else was written, a link. */
  results: string[];
}

/** What became of a model; `name` is the job's. */
export type BatchResult =
  /** Written, or with `write: false` only planned. */
  | { status: 'made'; name: string; path: string; notebook: GeneratedNotebook; sequel?: Sequel }
  /** An earlier batch made it; `isEdited`: somebody changed the file since. */
  | {
      status: 'kept';
      name: string;
      path: string;
      modelId: string;
      sha?: string;
      isEdited: boolean;
      sequel?: Sequel;
    }
  /** Another name of a model that this batch has made. */
  | { status: 'same'; name: string; as: string; path: string; modelId: string }
  | { status: 'failed'; name: string; error: unknown };

export interface BatchSummary {
  total: number;
  made: number;
  kept: number;
  same: number;
  /** Names, in the order given. */
  failed: string[];
  /** Not begun: the batch was ended before. */
  left: number;
}

/** A word that a batch has for the person, beside its results. */
export type BatchNotice =
  /** The Hub did not answer for this model: it is tried once more when the others are done. */
  | { type: 'postponed'; name: string; reason: string }
  | { type: 'other-batch'; folder: string; pid: number; since: string };

export function hasFailed(result: BatchResult): boolean {
  return result.status === 'failed' || ('sequel' in result && result.sequel?.failure !== undefined);
}
