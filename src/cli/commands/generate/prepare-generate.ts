import type { ListedId } from '../../../batch/read-ids.ts';
import { defined } from '../../../defined.ts';
import { UsageError } from '../../../errors.ts';
import { DEFAULT_TOTAL_MS } from '../../../hub/time-limit.ts';
import type { ModelArgument } from '../../arguments/model-argument.ts';
import { parseGlobalOptions, parseHubFlags, type RawOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { hubOpener } from '../../context/open-hub.ts';
import { findEndpoint } from '../../context/settings.ts';
import { createHistory } from '../history/history.ts';
import { parseRunOptions, type RunOptions } from '../run/options.ts';
import { parseShareFlags, refuseStrayShareFlags, type ShareFlags } from '../share/options.ts';
import type { GenerateRun } from './generate-model.ts';
import { parseModelList } from './model-list.ts';
import { parseGenerateOptions } from './options.ts';
import { type OutputPlan, planOutput } from './output-plan.ts';

export interface PreparedGenerate {
  models: ModelArgument[];
  run: GenerateRun;
  /** Closes the Hub where it was opened. */
  close(): Promise<void>;
}

/** Reads all that was typed. `batchSince`: when a batch began, in ms since 1970. Throws UsageError. */
export function prepareGenerate(
  listed: readonly ListedId[],
  raw: RawOptions,
  context: CommandContext,
  batchSince?: number,
): PreparedGenerate {
  const global = parseGlobalOptions(raw);
  const options = parseGenerateOptions(raw);
  const flags = parseHubFlags(raw);
  const models = parseModelList(listed, {
    ...defined({ revision: options.revision, id: options.id }),
    endpoint: findEndpoint(flags.endpoint, context.env),
    ...defined({ homeDir: context.homeDir }),
  });
  const plan = planOutput(options.output, {
    cwd: context.cwd,
    modelCount: models.length,
    ...defined({ format: options.format }),
    json: global.json,
    dryRun: options.dryRun,
  });
  const runOptions = readRunOptions(raw, options.run);
  const shareFlags = readShareFlags(raw);
  if (options.run) requireFile(plan, options.dryRun, 'run');
  if (shareFlags !== undefined) requireFile(plan, options.dryRun, 'share');
  const { settings, open, close } = hubOpener({ ...flags, refresh: options.refresh }, context, {
    ...(batchSince !== undefined && { patient: true, freshSince: batchSince }),
  });
  const run: GenerateRun = {
    context: context,
    global,
    options,
    hubFlags: flags,
    ...defined({ runOptions, shareFlags }),
    plan,
    endpoint: settings.endpoint,
    totalMs: settings.timeoutMs ?? DEFAULT_TOTAL_MS,
    isOffline: settings.offline ?? false,
    remember: createHistory(context),
    openHub: open,
  };
  return { models, run, close };
}

/** `--output` and `--timeout` of `generate` are the notebook's, not the run's. */
function readRunOptions(raw: RawOptions, isRun: boolean): RunOptions | undefined {
  if (isRun) {
    const { output: _output, timeout: _timeout, ...forRun } = raw;
    return parseRunOptions(forRun);
  }
  const stray = raw.python !== undefined ? '--python' : raw.cellTimeout !== undefined ? '--cell-timeout' : '';
  if (stray === '') return undefined;
  throw new UsageError(`${stray} is for notebooks that are run`, { hint: `Add --run, or drop ${stray}.` });
}

function readShareFlags(raw: RawOptions): ShareFlags | undefined {
  if (raw.share === true || raw.gist === true) return parseShareFlags(raw);
  refuseStrayShareFlags(raw);
  return undefined;
}

function requireFile(plan: OutputPlan, dryRun: boolean, what: 'run' | 'share'): void {
  if (dryRun) {
    throw new UsageError(`--dry-run writes nothing that --${what} could ${what}`, {
      hint: 'Drop one of the two.',
    });
  }
  if (plan.kind === 'stdout') {
    throw new UsageError(`--${what} needs a file, and --output - writes none`, {
      hint: 'Name a file with --output.',
    });
  }
  if (plan.format !== 'ipynb') {
    throw new UsageError(`--${what} ${what}s ipynb, not ${plan.format}`, { hint: 'Use --format ipynb.' });
  }
}
