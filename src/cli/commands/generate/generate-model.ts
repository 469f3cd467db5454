import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { defined } from '../../../defined.ts';
import { isAlacardError, NotFoundError } from '../../../errors.ts';
import type { Hub, HubEvent } from '../../../hub/hub.ts';
import { limitTotal } from '../../../hub/time-limit.ts';
import type { GenerateContext, GeneratedNotebook, GenerateRequest } from '../../../pipeline/generate.ts';
import type { ModelArgument } from '../../arguments/model-argument.ts';
import type { GlobalOptions, HubFlags } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { createProgress } from '../../terminal/progress.ts';
import { type Outcome, printPlan, reportNotebook } from '../../terminal/report.ts';
import type { RunOptions } from '../run/options.ts';
import type { ShareFlags } from '../share/options.ts';
import type { GenerateOptions } from './options.ts';
import { finalPath, knownPath, type OutputPlan } from './output-plan.ts';

const MAX_CARD_MS = 10_000;

/** Settings and resources that all models of one command share. */
export interface GenerateRun {
  context: CommandContext;
  global: GlobalOptions;
  options: GenerateOptions;
  hubFlags: HubFlags;
  /** Set if the notebooks are also run. */
  runOptions?: RunOptions;
  /** Set if the notebooks are also shared. */
  shareFlags?: ShareFlags;
  plan: OutputPlan;
  /** Base URL of the Hub, without a trailing slash. */
  endpoint: string;
  /** Time limit per model, in ms. */
  totalMs: number;
  /** Opens the Hub on the first call. Later calls return the same Hub and replace its listener. */
  openHub(onEvent: (event: HubEvent) => void): Promise<Hub>;
  isOffline: boolean;
  /** Adds a written notebook to the user's history. */
  addToHistory(path: string, notebook: GeneratedNotebook): Promise<void>;
}

/**
 * Generates the notebook of one model, writes it and prints a summary. Prints no JSON.
 * @throws AlacardError
 */
export async function generateModel(model: ModelArgument, run: GenerateRun): Promise<Outcome> {
  const { context, global, options, plan } = run;
  const known = knownPath(plan, model);
  if (known !== undefined && !options.dryRun && !options.force) {
    const { refuseExistingFile } = await import('../../../notebook/write.ts');
    await refuseExistingFile(resolve(context.cwd, known), known);
  }

  const notebook = await buildNotebook(model, run);
  const path = finalPath(plan, model, notebook);
  const outcome: Outcome = {
    requested: model.text,
    notebook,
    ...defined({ path }),
    written: !options.dryRun,
  };
  if (options.dryRun) {
    if (path !== undefined) warnOfExisting(outcome, path, run);
    if (!global.json) await printPlan(outcome, context);
    return outcome;
  }
  if (path === undefined) await context.terminal.out.write(notebook.content);
  else {
    const { writeNotebookFile } = await import('../../../notebook/write.ts');
    await writeNotebookFile(resolve(context.cwd, path), notebook.content, {
      force: options.force,
      signal: context.signal,
      shownAs: path,
    });
    await run.addToHistory(path, notebook);
  }
  if (!global.json) {
    if (path !== undefined) await context.terminal.out.write(`${path}\n`);
    if (!global.quiet) {
      const isRun = run.runOptions !== undefined;
      await reportNotebook(outcome, context, {
        endpoint: run.endpoint,
        isRun,
        ...defined({ quantize: options.quantize }),
      });
    }
  }
  return outcome;
}

/**
 * Generates a notebook in memory, showing progress.
 * @throws AlacardError
 */
export async function buildNotebook(model: ModelArgument, run: GenerateRun): Promise<GeneratedNotebook> {
  const { context, global } = run;
  const progress = createProgress(context, global, model.text);
  try {
    const [{ generateNotebook }, hub] = await Promise.all([
      import('../../../pipeline/generate.ts'),
      run.openHub(progress.onEvent),
    ]);
    return await generateNotebook(toRequest(model, run), {
      hub: limitTotal(hub, run.totalMs),
      endpoint: run.endpoint,
      version: context.version,
      ...(hub.store &&
        context.build !== undefined && { finished: { store: hub.store, build: context.build } }),
      ...syncLimitOf(run),
      signal: context.signal,
      onEvent: progress.onEvent,
    });
  } catch (error) {
    throw withLocalHint(error, model, context.cwd);
  } finally {
    progress.stop();
  }
}

/** Limits the time for the model card itself. Ordinary cards take a few milliseconds. */
export function syncLimitOf({ context, totalMs }: GenerateRun): Pick<GenerateContext, 'limitSync'> {
  const { limitSync, signal } = context;
  if (limitSync === undefined) return {};
  return {
    limitSync(work) {
      try {
        return limitSync(work, Math.min(totalMs, MAX_CARD_MS));
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      }
    },
  };
}

export function toRequest(
  model: ModelArgument,
  { options, plan }: Pick<GenerateRun, 'options' | 'plan'>,
): GenerateRequest {
  return {
    model:
      model.kind === 'hub'
        ? { kind: 'hub', id: model.id, ...defined({ revision: model.revision }) }
        : {
            kind: 'local',
            path: model.path,
            ...defined({ id: model.id }),
          },
    example: options.example,
    snippets: options.snippets,
    format: plan.format,
    requirePinned: options.requirePinned,
    refresh: options.refresh,
    ...(options.rebuild && { rebuild: true }),
    ...defined({ quantize: options.quantize }),
    ...(options.carryEndpoint && { carryEndpoint: true as const }),
    ...(options.preferOfficial && { preferOfficial: true }),
    ...defined({ officialPath: options.officialPath }),
    ...(options.target !== 'jupyter' && { target: options.target }),
  };
}

function warnOfExisting(outcome: Outcome, path: string, { context, options }: GenerateRun): void {
  if (options.force || !existsSync(resolve(context.cwd, path))) return;
  outcome.notebook = {
    ...outcome.notebook,
    warnings: [...outcome.notebook.warnings, `"${path}" already exists; use --force to overwrite it`],
  };
}

/** Adds a hint if the unknown model id is also the name of a local folder. */
function withLocalHint(error: unknown, model: ModelArgument, cwd: string): unknown {
  if (model.kind !== 'hub' || !isAlacardError(error) || error.exitCode !== 3) return error;
  if (!existsSync(resolve(cwd, model.text))) return error;
  const hint = `For the local folder, use ./${model.text}`;
  return new NotFoundError(error.message, {
    hint: error.hint === undefined ? hint : `${error.hint} ${hint}`,
    code: error.code as 'MODEL_NOT_FOUND',
    ...('nearMatches' in error && { nearMatches: error.nearMatches as string[] }),
    cause: error.cause,
  });
}
