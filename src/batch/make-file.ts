import { resolve } from 'node:path';
import PQueue from 'p-queue';
import { defined } from '../defined.ts';
import { isAlacardError } from '../errors.ts';
import { limitTotal } from '../hub/time-limit.ts';
import { refuseExistingFile, writeNotebookFile } from '../notebook/write.ts';
import { type GenerateContext, type GeneratedNotebook, generateNotebook } from '../pipeline/generate.ts';
import { collision, pathKey } from './collision.ts';
import type { BatchJob, BatchResult, Sequel } from './job.ts';
import { digestFile, digestOf, digestOptions, type Journal, type MadeLine, type Work } from './journal.ts';

export interface MakerOptions extends GenerateContext {
  /** Notebooks made at once. */
  concurrency: number;
  /** Relative paths start here. */
  cwd: string;
  /** Longest time for one model; waits for the Hub's rate limit do not count. */
  totalMs: number;
  force: boolean;
  /** False: plan only. */
  write: boolean;
  /** Try once more, later, where the Hub did not answer. */
  retries: boolean;
  journal?: Journal;
  /** Pass over what the journal knows as done. */
  resume: boolean;
  /** Options beside the request's that decide on a file's name or text. */
  naming: object;
  /** Before a model's first request: throws where its outcome could not be kept. */
  before?(job: BatchJob): Promise<void>;
  /** Once a notebook is written. */
  after?(path: string, notebook: GeneratedNotebook): Promise<Sequel | undefined>;
  /** The same for one that an earlier batch wrote, and that nobody changed since. */
  afterKept?(path: string): Promise<Sequel | undefined>;
}

type Kept = Extract<BatchResult, { status: 'kept' }>;

/** The Hub did not answer for this model. */
export interface Postponed {
  status: 'postponed';
  reason: string;
}

export interface Maker {
  /** Throws the model's own failure, or the signal's reason. */
  make(job: BatchJob, isLast: boolean): Promise<BatchResult | Postponed>;
  /** Throws WriteError. */
  noteFailed(job: BatchJob, error: unknown): void;
}

/** Makes one model's file after the other, and minds that no two are the same. */
export function createMaker(options: MakerOptions): Maker {
  const { journal, resume, force, cwd, signal } = options;
  const absolute = (path: string) => resolve(cwd, path);
  const making = new PQueue({ concurrency: options.concurrency });
  /** Who made which model, and which file, in this batch. */
  const models = new Map<string, { name: string; path: string }>();
  const files = new Map<string, string>();

  function workOf({ request }: BatchJob): Work {
    const { model } = request;
    const { endpoint, version, naming } = options;
    return {
      model: model.kind === 'hub' ? model.id : model.path,
      ...(model.kind === 'hub' && model.revision !== undefined && { revision: model.revision }),
      options: digestOptions(request, { endpoint, naming, ...(model.kind === 'local' && { id: model.id }) }),
      version,
    };
  }

  /** What an earlier batch made of the job, where it holds still. */
  async function findKept(job: BatchJob): Promise<Kept | undefined> {
    const line = resume ? journal?.find(workOf(job)) : undefined;
    if (line === undefined || job.request.refresh || job.request.model.kind === 'local') return undefined;
    if (line.fellBack || line.sha === undefined || (job.sha ?? line.sha) !== line.sha) return undefined;
    return keep(job, line);
  }

  async function keep(job: BatchJob, line: MadeLine): Promise<Kept | undefined> {
    const path = resolve(journal!.folder, line.path);
    const digest = await digestFile(path);
    if (digest === undefined) return undefined;
    const shown = job.knownPath ?? path;
    claim(job, line.modelId, line.sha, shown);
    return {
      status: 'kept',
      name: job.name,
      path: shown,
      modelId: line.modelId,
      ...defined({ sha: line.sha }),
      isEdited: digest !== line.digest,
    };
  }

  async function goOn(kept: Kept): Promise<BatchResult> {
    const sequel = kept.isEdited ? undefined : await options.afterKept?.(kept.path);
    return { ...kept, ...defined({ sequel }) };
  }

  /** Takes the model and the file for this job. @returns the one that has the model already; throws UsageError */
  function claim(job: BatchJob, modelId: string, sha: string | undefined, path: string) {
    const model = `${modelId}@${sha}`;
    const owner = sha === undefined ? undefined : models.get(model);
    if (owner !== undefined) return owner;
    const other = files.get(pathKey(path, cwd));
    if (other !== undefined) throw collision(other, job.name, path);
    models.set(model, { name: job.name, path });
    files.set(pathKey(path, cwd), job.name);
    return undefined;
  }

  /** A file may be replaced where that was asked for, or where it is what a batch wrote, byte for byte. */
  async function mayReplace(path: string): Promise<boolean> {
    return force || (resume && ((await journal?.owns(absolute(path))) ?? false));
  }

  return {
    async make(job, isLast) {
      const kept = await findKept(job);
      if (kept) return goOn(kept);
      const { name, knownPath } = job;
      if (options.write && knownPath !== undefined && !(await mayReplace(knownPath))) {
        await refuseExistingFile(absolute(knownPath));
      }
      await options.before?.(job);

      let notebook: GeneratedNotebook;
      try {
        notebook = await making.add(
          () => generateNotebook(job.request, { ...options, hub: limitTotal(options.hub, options.totalMs) }),
          { throwOnTimeout: true },
        );
      } catch (error) {
        if (signal?.aborted || isLast || !isUnavailable(error)) throw error;
        return { status: 'postponed', reason: error.message };
      }
      if (notebook.fellBack && !isLast) return { status: 'postponed', reason: notebook.notes.join(' ') };

      const path = job.pathOf(notebook);
      const { modelId, sha } = notebook;
      const owner = claim(job, modelId, sha, path);
      if (owner !== undefined) return { status: 'same', name, as: owner.name, path: owner.path, modelId };
      if (!options.write) return { status: 'made', name, path, notebook };
      const wasThere = await write(job, path, notebook);
      if (wasThere)
        return goOn({ status: 'kept', name, path, modelId, isEdited: false, ...(sha && { sha }) });
      const sequel = await options.after?.(path, notebook);
      return { status: 'made', name, path, notebook, ...defined({ sequel }) };
    },
    noteFailed(job, error) {
      journal?.noteFailed(workOf(job), isAlacardError(error) ? error.code : 'INTERNAL');
    },
  };

  /** @returns whether the very same file was there already, and an earlier batch's */
  async function write(job: BatchJob, path: string, notebook: GeneratedNotebook): Promise<boolean> {
    const target = absolute(path);
    const digest = digestOf(notebook.content);
    const isOurs = await mayReplace(path);
    const isThere = isOurs && !force && (await digestFile(target)) === digest;
    journal?.noteMade(workOf(job), {
      path: target,
      digest,
      modelId: notebook.modelId,
      ...defined({ sha: notebook.sha }),
      ...(notebook.fellBack && { fellBack: true as const }),
    });
    if (isThere) return true;
    await writeNotebookFile(target, notebook.content, { force: isOurs, ...defined({ signal }) });
    return false;
  }
}

function isUnavailable(error: unknown): error is Error {
  return isAlacardError(error) && error.code === 'UNAVAILABLE';
}
