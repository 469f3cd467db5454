import { resolve } from 'node:path';
import PQueue from 'p-queue';
import { defined } from '../defined.ts';
import { isAlacardError } from '../errors.ts';
import { limitTotal } from '../hub/time-limit.ts';
import { refuseExistingFile, writeNotebookFile } from '../notebook/write.ts';
import { type GenerateContext, type GeneratedNotebook, generateNotebook } from '../pipeline/generate.ts';
import { collisionError, pathKey } from './collision.ts';
import type { BatchJob, BatchResult, FollowUp } from './job.ts';
import {
  digestFile,
  digestOf,
  digestOptions,
  type GeneratedEntry,
  type Journal,
  type JournalKey,
} from './journal.ts';

export interface JobRunnerOptions extends GenerateContext {
  /** Number of notebooks generated at the same time. */
  concurrency: number;
  /** Base of relative paths. */
  cwd: string;
  /** Timeout per model, not counting waits for the Hub's rate limit. */
  totalMs: number;
  force: boolean;
  /** If false, only plan. */
  write: boolean;
  /** Retry once, after all other models, if the Hub did not respond. */
  retries: boolean;
  journal?: Journal;
  /** Skip models that the journal lists as done. */
  resume: boolean;
  /** Options outside the request that affect the file's name or content. */
  naming: object;
  /** Called before a model's first request. Throws if its output could not be written. */
  beforeGenerate?(job: BatchJob): Promise<void>;
  /** Called once a notebook is written. */
  afterWrite?(path: string, notebook: GeneratedNotebook): Promise<FollowUp | undefined>;
  /** Called for a notebook that an earlier batch wrote and that has not changed since. */
  afterKept?(path: string): Promise<FollowUp | undefined>;
}

type KeptResult = Extract<BatchResult, { status: 'kept' }>;

/** The Hub did not respond for this model, so it will be retried. */
export interface Postponed {
  status: 'postponed';
  reason: string;
}

export interface JobRunner {
  /**
   * Rejects with the model's own failure, or with the signal's reason.
   * @param isLastAttempt fail instead of postponing the model
   */
  run(job: BatchJob, isLastAttempt: boolean): Promise<BatchResult | Postponed>;
  /** @throws WriteError */
  recordFailed(job: BatchJob, error: unknown): void;
}

/** Generates one file per model and makes sure that no two models share a file. */
export function createJobRunner(options: JobRunnerOptions): JobRunner {
  const { journal, resume, force, cwd, signal } = options;
  const absolute = (path: string) => resolve(cwd, path);
  const generateQueue = new PQueue({ concurrency: options.concurrency });
  /** The jobs of this batch, keyed by the model and by the file that they claimed. */
  const models = new Map<string, { name: string; path: string }>();
  const files = new Map<string, string>();

  function journalKey({ request }: BatchJob): JournalKey {
    const { model } = request;
    const { endpoint, version, naming } = options;
    return {
      model: model.kind === 'hub' ? model.id : model.path,
      ...(model.kind === 'hub' && model.revision !== undefined && { revision: model.revision }),
      options: digestOptions(request, { endpoint, naming, ...(model.kind === 'local' && { id: model.id }) }),
      version,
    };
  }

  /** The result of an earlier batch if it is still valid. */
  async function findKept(job: BatchJob): Promise<KeptResult | undefined> {
    const entry = resume ? journal?.find(journalKey(job)) : undefined;
    if (entry === undefined) return undefined;
    const { model, refresh, rebuild } = job.request;
    if (refresh || rebuild || model.kind === 'local') return undefined;
    if (entry.fellBack || entry.sha === undefined || (job.sha ?? entry.sha) !== entry.sha) return undefined;
    return toKept(job, entry);
  }

  async function toKept(job: BatchJob, entry: GeneratedEntry): Promise<KeptResult | undefined> {
    const path = resolve(journal!.folder, entry.path);
    const digest = await digestFile(path);
    if (digest === undefined) return undefined;
    const shownPath = job.knownPath ?? path;
    claim(job, entry.modelId, entry.sha, shownPath);
    return {
      status: 'kept',
      name: job.name,
      path: shownPath,
      modelId: entry.modelId,
      ...defined({ sha: entry.sha }),
      isEdited: digest !== entry.digest,
    };
  }

  async function finishKept(kept: KeptResult): Promise<BatchResult> {
    const followUp = kept.isEdited ? undefined : await options.afterKept?.(kept.path);
    return { ...kept, ...defined({ followUp }) };
  }

  /**
   * Reserves the model and the file for this job.
   * @returns the job that already has the model, if any
   * @throws UsageError if another model has the file
   */
  function claim(job: BatchJob, modelId: string, sha: string | undefined, path: string) {
    const model = `${modelId}@${sha}`;
    const owner = sha === undefined ? undefined : models.get(model);
    if (owner !== undefined) return owner;
    const other = files.get(pathKey(path, cwd));
    if (other !== undefined) throw collisionError(other, job.name, path);
    models.set(model, { name: job.name, path });
    files.set(pathKey(path, cwd), job.name);
    return undefined;
  }

  /** A file may be replaced with `force`, or if it is unchanged since a batch wrote it. */
  async function mayReplace(path: string): Promise<boolean> {
    return force || (resume && ((await journal?.owns(absolute(path))) ?? false));
  }

  return {
    async run(job, isLastAttempt) {
      const kept = await findKept(job);
      if (kept) return finishKept(kept);
      const { name, knownPath } = job;
      if (options.write && knownPath !== undefined && !(await mayReplace(knownPath))) {
        const found = await unlessExists(refuseExistingFile(absolute(knownPath)));
        if (found === 'exists') return { status: 'skipped', name, path: knownPath };
      }
      await options.beforeGenerate?.(job);

      let notebook: GeneratedNotebook;
      try {
        notebook = await generateQueue.add(
          () => generateNotebook(job.request, { ...options, hub: limitTotal(options.hub, options.totalMs) }),
          { throwOnTimeout: true },
        );
      } catch (error) {
        if (signal?.aborted || isLastAttempt || !isUnavailable(error)) throw error;
        return { status: 'postponed', reason: error.message };
      }
      if (notebook.fellBack && !isLastAttempt)
        return { status: 'postponed', reason: notebook.notes.join(' ') };

      const path = job.outputPath(notebook);
      const { modelId, sha } = notebook;
      const owner = claim(job, modelId, sha, path);
      if (owner !== undefined)
        return { status: 'duplicate', name, duplicateOf: owner.name, path: owner.path, modelId };
      if (!options.write) return { status: 'generated', name, path, notebook };
      const isWritten = await unlessExists(writeIfChanged(job, path, notebook));
      if (isWritten === 'exists') {
        journal?.recordFailed(journalKey(job), 'FILE_EXISTS');
        return { status: 'skipped', name, path };
      }
      if (!isWritten)
        return finishKept({ status: 'kept', name, path, modelId, isEdited: false, ...(sha && { sha }) });
      const followUp = await options.afterWrite?.(path, notebook);
      return { status: 'generated', name, path, notebook, ...defined({ followUp }) };
    },
    recordFailed(job, error) {
      journal?.recordFailed(journalKey(job), isAlacardError(error) ? error.code : 'INTERNAL');
    },
  };

  /** @returns false if an earlier batch had already written the same file */
  async function writeIfChanged(job: BatchJob, path: string, notebook: GeneratedNotebook): Promise<boolean> {
    const target = absolute(path);
    const digest = digestOf(notebook.content);
    const isReplaceable = await mayReplace(path);
    const isUnchanged = isReplaceable && !force && (await digestFile(target)) === digest;
    journal?.recordGenerated(journalKey(job), {
      path: target,
      digest,
      modelId: notebook.modelId,
      ...defined({ sha: notebook.sha }),
      ...(notebook.fellBack && { fellBack: true as const }),
    });
    if (isUnchanged) return false;
    await writeNotebookFile(target, notebook.content, { force: isReplaceable, ...defined({ signal }) });
    return true;
  }
}

/** Resolves to `exists` if `writing` fails because the file exists. */
function unlessExists<T>(writing: Promise<T>): Promise<T | 'exists'> {
  return writing.catch((error: unknown) => {
    if (isAlacardError(error) && error.code === 'FILE_EXISTS') return 'exists';
    throw error;
  });
}

function isUnavailable(error: unknown): error is Error {
  return isAlacardError(error) && error.code === 'UNAVAILABLE';
}
