import { resolve } from 'node:path';
import { type BatchResult, type BatchSummary, hasFailed } from '../../../batch/job.ts';
import { formatIds } from '../../../batch/read-ids.ts';
import { defined } from '../../../defined.ts';
import { toShellWord } from '../../../encode/shell-word.ts';
import { BatchError, WriteError } from '../../../errors.ts';
import { refuseExistingFile, writeNotebookFile } from '../../../notebook/write.ts';
import { count, printPlan, toResultDocument } from '../../terminal/report.ts';
import { describeError, printError } from '../../terminal/report-error.ts';
import { toSafeJson, toSafeText } from '../../terminal/terminal.ts';
import type { BatchFlags } from './batch-options.ts';
import type { GenerateRun } from './generate-model.ts';

const MAX_SHOWN_NAMES = 20;

/** Prints the results of a batch, and writes the `--failed-to` file. */
export interface BatchReport {
  /** Call before the batch starts. @throws WriteError if the `--failed-to` file exists */
  prepare(): Promise<void>;
  printResult(result: BatchResult, index: number): Promise<void>;
  /** Resolves to the exit code. */
  printSummary(summary: BatchSummary, aliases: { name: string; as: string }[]): Promise<number>;
}

export function createBatchReport(run: GenerateRun, flags: BatchFlags): BatchReport {
  const { context, global, options } = run;
  const { failedTo } = flags;
  const documents: object[] = [];
  const printedHints = new Set<string>();
  const failedPath = failedTo === undefined ? undefined : resolve(context.cwd, failedTo);
  return {
    async prepare() {
      if (failedPath === undefined || options.force) return;
      await refuseExistingFile(failedPath, failedTo).catch(blameFailedTo);
    },
    async printResult(result, index) {
      const document = toDocument(result, run);
      if (global.json) documents[index] = document;
      if (flags.jsonl) await context.terminal.out.write(`${toSafeJson(document, 0)}\n`);
      else if (!global.json) await printResult(result, run, printedHints);
    },
    async printSummary(summary, aliases) {
      if (failedPath !== undefined) {
        // Without the signal: the file is also written after an interruption.
        const file = { force: options.force, shownAs: failedTo! };
        await writeNotebookFile(failedPath, formatIds(summary.failed), file).catch(blameFailedTo);
      }
      return reportSummary(summary, documents.filter(Boolean), aliases, run, flags);
    },
  };
}

/** @throws the error, with a hint about the option that set the path */
function blameFailedTo(error: unknown): never {
  if (!(error instanceof WriteError)) throw error;
  throw new WriteError(error.message, {
    code: error.code as 'FILE_EXISTS' | 'WRITE',
    cause: error.cause,
    ...defined({ hint: error.hint?.replaceAll('--output', '--failed-to') }),
  });
}

/** A result as `--json` and `--jsonl` print it. */
function toDocument(result: BatchResult, { context, options }: GenerateRun): object {
  const { name: requested, status } = result;
  if (status === 'failed') return { requested, error: describeError(result.error, context) };
  if (status === 'generated') {
    const { notebook, path, followUp } = result;
    return {
      ...toResultDocument({ requested, notebook, path, written: !options.dryRun }),
      ...followUp?.document,
    };
  }
  if (status === 'skipped') return { requested, path: result.path, written: false, skipped: true };
  const { modelId: model, path } = result;
  if (status === 'duplicate') return { model, requested, path, written: false, sameAs: result.duplicateOf };
  const { sha, isEdited, followUp } = result;
  return {
    model,
    requested,
    path,
    written: false,
    kept: true,
    edited: isEdited,
    ...defined({ sha }),
    ...followUp?.document,
  };
}

async function printResult(
  result: BatchResult,
  { context, global, options }: GenerateRun,
  printedHints: Set<string>,
): Promise<void> {
  if (result.status === 'generated') {
    const { name: requested, notebook, path } = result;
    if (options.dryRun) await printPlan({ requested, notebook, path, written: false }, context);
    else await context.terminal.out.write(`${path}\n`);
  }
  const followUp = 'followUp' in result ? result.followUp : undefined;
  for (const line of followUp?.results ?? []) await context.terminal.out.write(`${line}\n`);
  if (!hasFailed(result)) return;
  const error = result.status === 'failed' ? result.error : followUp?.failure;
  await printError(error, describeError(error, context), context, global.debug, printedHints);
}

async function reportSummary(
  summary: BatchSummary,
  results: object[],
  aliases: { name: string; as: string }[],
  { context, global, options }: GenerateRun,
  flags: BatchFlags,
): Promise<number> {
  const { failed, left, total } = summary;
  const failure = context.signal.aborted
    ? context.signal.reason
    : failed.length > 0
      ? batchError(summary, flags)
      : undefined;
  const error = failure === undefined ? undefined : describeError(failure, context);
  if (global.json) {
    const others = aliases.map(({ name, as }) => ({ requested: name, written: false, sameAs: as }));
    const document = {
      results: [...results, ...others],
      failed: failed.length,
      ...(left > 0 && { left }),
      ...defined({ error }),
    };
    await context.terminal.out.write(`${toSafeJson(document)}\n`);
    return error?.exitCode ?? 0;
  }
  if (!global.quiet) {
    const lines = aliases.map(({ name, as }) =>
      name === as ? `${name}: duplicate skipped` : `${name}: skipped, same model as ${as}`,
    );
    const parts = [
      `${count(summary.generated, 'notebook')} ${options.dryRun ? 'planned' : 'written'}`,
      summary.kept > 0 ? `${summary.kept} already done` : '',
      summary.skipped > 0 ? `${summary.skipped} skipped (the file exists; --force replaces it)` : '',
      summary.duplicate > 0 ? `${count(summary.duplicate, 'duplicate')} skipped` : '',
      failed.length > 0 ? `${failed.length} failed` : '',
      left > 0 ? `${left} of ${total} not finished (use --resume to continue)` : '',
    ];
    lines.push(parts.filter((part) => part !== '').join(', '));
    await context.terminal.err.write(`${lines.map((line) => toSafeText(line)).join('\n')}\n`);
  }
  if (error !== undefined) await printError(undefined, error, context, false);
  return error?.exitCode ?? 0;
}

function batchError({ failed, total }: BatchSummary, { resume, failedTo }: BatchFlags): BatchError {
  const names = failed.slice(0, MAX_SHOWN_NAMES).map((name) => toSafeText(name));
  const more = failed.length > MAX_SHOWN_NAMES ? ` and ${failed.length - MAX_SHOWN_NAMES} more` : '';
  const retry =
    failedTo === undefined
      ? `run the same command ${resume ? 'again' : 'with --resume'}`
      : `use --from ${toShellWord(failedTo)}`;
  return new BatchError(`${failed.length} of ${total} models failed: ${names.join(', ')}${more}`, {
    hint: `See the errors above. To retry the models that failed, ${retry}.`,
  });
}
