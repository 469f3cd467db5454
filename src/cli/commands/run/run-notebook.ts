import { resolve } from 'node:path';
import { defined } from '../../../defined.ts';
import type { NotebookRunError } from '../../../errors.ts';
import type { ExecutedNotebook } from '../../../run/execute-notebook.ts';
import type { GlobalOptions, HubFlags } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { findCacheDir } from '../../context/folders.ts';
import { count } from '../../terminal/report.ts';
import { describeError, type ErrorDocument } from '../../terminal/report-error.ts';
import { loadStyle } from '../../terminal/terminal.ts';
import type { RunOptions } from './options.ts';
import { createRunProgress } from './run-progress.ts';

/** An executed notebook as `--json` prints it. */
export interface RunDocument {
  notebook: string;
  output?: string;
  runner: string;
  environment?: ExecutedNotebook['environment'];
  cells: ExecutedNotebook['cells'];
  error?: ErrorDocument;
}

export interface RunReport {
  document: RunDocument;
  failure?: NotebookRunError;
}

/**
 * Runs a notebook, printing only progress, to standard error.
 * @throws AlacardError if the notebook could not be run
 */
export async function runNotebook(
  notebook: string,
  options: RunOptions,
  flags: HubFlags,
  context: CommandContext,
  global: GlobalOptions,
): Promise<RunReport> {
  const [{ executeNotebook }, { executedPath }] = await Promise.all([
    import('../../../run/execute-notebook.ts'),
    import('../../../run/executed-path.ts'),
  ]);
  const { output, ...limits } = options;
  const style = await loadStyle(context.terminal.err);
  const cacheDir = findCacheDir(context);
  const progress = createRunProgress(context, style, global);
  const executed = await executeNotebook(
    {
      notebook,
      output: executedPath(notebook, context.cwd, output),
      preview: !global.quiet && !global.json,
      ...limits,
      install: limits.install && !flags.offline,
    },
    {
      env: notebookEnv(context, flags),
      platform: context.platform,
      cwd: context.cwd,
      process: context.process,
      signal: context.signal,
      ...defined({ cacheDir, homeDir: context.homeDir }),
      onEvent: progress.onEvent,
    },
  ).finally(progress.stop);
  const { failure, ...facts } = executed;
  if (failure === undefined && !global.json && !global.quiet) {
    await context.terminal.err.write(`${summarise(facts.cells)}\n`);
  }
  return {
    document: { ...facts, ...(failure !== undefined && { error: describeError(failure, context) }) },
    ...defined({ failure }),
  };
}

/** Prints the path of the executed copy, if there is one. */
export async function printExecuted(
  { output }: Pick<RunDocument, 'output'>,
  context: CommandContext,
): Promise<void> {
  if (output !== undefined) await context.terminal.out.write(`${output}\n`);
}

/** @throws WriteError if the executed copy already exists, before any work is done */
export async function refuseExecutedCopy(
  notebook: string | undefined,
  options: RunOptions,
  context: CommandContext,
): Promise<void> {
  if (notebook === undefined) return;
  const { checkWritable, executedPath } = await import('../../../run/executed-path.ts');
  const output = executedPath(notebook, context.cwd, options.output);
  await checkWritable(output, context.cwd, options.force);
}

function summarise(cells: ExecutedNotebook['cells']): string {
  const code = cells.filter(({ type }) => type === 'code');
  const tagged = (['raised', 'skipped'] as const)
    .map((status) => [status, code.filter((cell) => cell.status === status).length] as const)
    .filter(([, amount]) => amount > 0)
    .map(([status, amount]) => `, ${amount} ${status === 'raised' ? 'failed' : 'skipped'} as tagged`);
  return `${count(code.length, 'code cell')} run${tagged.join('')}`;
}

/** Passes the options for the Hub on to the notebook's libraries, in the variables of huggingface_hub. */
function notebookEnv(context: CommandContext, flags: HubFlags): Record<string, string | undefined> {
  const { HF_TOKEN, HUGGING_FACE_HUB_TOKEN, ...env } = context.env;
  return {
    ...env,
    ...(flags.tokenFile === undefined
      ? {
          ...defined({ HF_TOKEN, HUGGING_FACE_HUB_TOKEN }),
        }
      : { HF_TOKEN_PATH: resolve(context.cwd, flags.tokenFile) }),
    ...defined({ HF_ENDPOINT: flags.endpoint }),
    ...(flags.offline && { HF_HUB_OFFLINE: '1' }),
  };
}
