import type { FollowUp } from '../../../batch/job.ts';
import { defined } from '../../../defined.ts';
import { toShellWord } from '../../../encode/shell-word.ts';
import { isAlacardError } from '../../../errors.ts';
import type { ShareEvent } from '../../../share/share-target.ts';
import { createProgress } from '../../terminal/progress.ts';
import { describeError } from '../../terminal/report-error.ts';
import { toSafeText } from '../../terminal/terminal.ts';
import type { RunOptions } from '../run/options.ts';
import type { GenerateRun } from './generate-model.ts';
import { keepInProject } from './project-output.ts';

/** Runs and shares the notebooks that `generate` writes. */
export interface AfterGenerate {
  /**
   * Called before the first request for a model.
   * @throws WriteError if the result could not be saved
   */
  before(knownPath: string | undefined): Promise<void>;
  /**
   * Runs and shares a notebook. Other failures are part of the result.
   * @throws AlacardError if the notebook could not be run at all
   */
  after(path: string): Promise<FollowUp>;
  /** Shares a notebook that an earlier batch generated, unless it is already shared. */
  afterKept(path: string): Promise<FollowUp | undefined>;
  close(): Promise<void>;
}

/**
 * Returns undefined, without loading anything, if the notebooks are neither run nor shared.
 * @param onEvent receives the requests; defaults to a progress display
 * @throws AlacardError if the notebooks cannot be shared
 */
export async function createAfterGenerate(
  run: GenerateRun,
  onEvent?: (event: ShareEvent) => void,
): Promise<AfterGenerate | undefined> {
  const { runOptions, shareFlags, context } = run;
  if (runOptions === undefined && shareFlags === undefined) return undefined;
  const sharing = shareFlags && (await openSharingFor(run, onEvent));
  return {
    async before(knownPath) {
      if (runOptions === undefined) return;
      if (knownPath !== undefined) await keepCopyInProject(run, knownPath);
      const { refuseExecutedCopy } = await import('../run/run-notebook.ts');
      await refuseExecutedCopy(knownPath, runOptions, context);
    },
    async after(path) {
      const ran = runOptions && (await runFor(run, runOptions, path));
      if (ran?.failure !== undefined || sharing === undefined) return ran!;
      const shared = await sharing.share(path, {});
      return {
        document: { ...ran?.document, ...shared.document },
        results: [...(ran?.results ?? []), ...shared.results],
        ...defined({ failure: shared.failure }),
      };
    },
    afterKept: async (path) => sharing?.share(path, { once: true }),
    async close() {
      await sharing?.close();
    },
  };
}

/** @throws UsageError if the executed copy would be outside the project whose settings set the output */
async function keepCopyInProject({ context, plan }: Pick<GenerateRun, 'context' | 'plan'>, path: string) {
  if (plan.project === undefined) return;
  const { executedPath } = await import('../../../run/executed-path.ts');
  keepInProject(executedPath(path, context.cwd), plan.project);
}

async function runFor({ hubFlags, context, global, plan }: GenerateRun, options: RunOptions, path: string) {
  await keepCopyInProject({ context, plan }, path);
  const { runNotebook } = await import('../run/run-notebook.ts');
  const { document, failure } = await runNotebook(path, options, hubFlags, context, global);
  const { error, ...facts } = document;
  return {
    document: { run: facts, ...defined({ error }) },
    results: facts.output === undefined ? [] : [facts.output],
    ...(failure && { failure }),
  };
}

async function openSharingFor(run: GenerateRun, onEvent?: (event: ShareEvent) => void) {
  const { hubFlags, context, global, shareFlags } = run;
  const [{ openSharing }, { linkOf, reportShare: printShare }, { toShareDocument }] = await Promise.all([
    import('../share/share-notebook.ts'),
    import('../share/report-share.ts'),
    import('../share/share-record.ts'),
  ]);
  let listener: (event: ShareEvent) => void = onEvent ?? (() => {});
  const sharing = await openSharing(shareFlags!, hubFlags, context, (event) => listener(event));

  async function share(path: string, options: { once?: boolean }): Promise<FollowUp> {
    const progress = onEvent === undefined ? createProgress(context, global, `Sharing ${path}`) : undefined;
    if (progress !== undefined) listener = progress.onEvent;
    try {
      const record = await sharing.share(path, options);
      progress?.stop();
      if (progress !== undefined && !global.json && !global.quiet) await printShare(record, path, context);
      return { document: { share: toShareDocument(record) }, results: [linkOf(record)] };
    } catch (failure) {
      progress?.stop();
      if (!isAlacardError(failure) || context.signal.aborted) throw failure;
      if (progress !== undefined && !global.json && !global.quiet) {
        const command = toSafeText(`alacard share ${toShellWord(path)}`);
        await context.terminal.err.write(`The notebook was written. To share it later, run: ${command}\n`);
      }
      return { document: { error: describeError(failure, context) }, results: [], failure };
    }
  }
  return { share, close: () => sharing.close() };
}
