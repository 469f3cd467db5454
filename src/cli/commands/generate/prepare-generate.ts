import type { ListedId } from '../../../batch/read-ids.ts';
import { defined } from '../../../defined.ts';
import { UsageError } from '../../../errors.ts';
import { DEFAULT_TOTAL_MS } from '../../../hub/time-limit.ts';
import type { ListedModel, ModelArgument } from '../../arguments/model-argument.ts';
import { parseGlobalOptions, parseHubFlags, type RawOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { createHubOpener } from '../../context/open-hub.ts';
import { DEFAULT_ENDPOINT, findEndpoint } from '../../context/settings.ts';
import { createHistory } from '../history/history.ts';
import { parseRunOptions, RUN_FLAGS, type RunOptions } from '../run/options.ts';
import { parseShareFlags, refuseStrayShareFlags, type ShareFlags } from '../share/options.ts';
import type { GenerateRun } from './generate-model.ts';
import { parseModelList } from './model-list.ts';
import { parseGenerateOptions } from './options.ts';
import { type OutputPlan, planOutput } from './output-plan.ts';

export interface PreparedGenerate {
  models: ModelArgument[];
  /** The models and the malformed entries of lists, in order. */
  listed: ListedModel[];
  run: GenerateRun;
  /** Closes the Hub if it was opened. */
  close(): Promise<void>;
}

/**
 * Parses the models and options.
 * @param batchStart when the batch began, in ms since 1970
 * @throws UsageError
 */
export function prepareGenerate(
  ids: readonly ListedId[],
  raw: RawOptions,
  context: CommandContext,
  batchStart?: number,
): PreparedGenerate {
  const global = parseGlobalOptions(raw);
  const options = parseGenerateOptions(raw);
  const flags = parseHubFlags(raw);
  const listed = parseModelList(ids, {
    ...defined({ revision: options.revision, id: options.id }),
    endpoint: findEndpoint(flags.endpoint, context.env),
    ...defined({ homeDir: context.homeDir }),
  });
  const models = listed.filter((model) => model.kind !== 'invalid');
  const plan = planOutput(options.output, {
    cwd: context.cwd,
    modelCount: listed.length,
    ...defined({ format: options.format }),
    json: global.json,
    dryRun: options.dryRun,
    isProject: options.isProjectOutput,
  });
  const runOptions = readRunOptions(raw, options.run);
  const shareFlags = readShareFlags(raw);
  if (options.run) requireFile(plan, options.dryRun, 'run');
  if (shareFlags !== undefined) requireFile(plan, options.dryRun, 'share');
  const { settings, open, close } = createHubOpener({ ...flags, refresh: options.refresh }, context, {
    ...(batchStart !== undefined && { patient: true, freshSince: batchStart }),
  });
  if (options.carryEndpoint && settings.endpoint === DEFAULT_ENDPOINT) {
    throw new UsageError(`--carry-endpoint needs a mirror, but the Hub is ${DEFAULT_ENDPOINT}`, {
      hint: 'Set HF_ENDPOINT or --endpoint, or drop --carry-endpoint.',
    });
  }
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
    addToHistory: createHistory(context),
    openHub: open,
  };
  return { models, listed, run, close };
}

/** With `generate`, `--output` and `--timeout` apply to the notebook, not to its run. */
function readRunOptions(raw: RawOptions, isRun: boolean): RunOptions | undefined {
  if (isRun) {
    const { output: _output, timeout: _timeout, ...forRun } = raw;
    return parseRunOptions(forRun);
  }
  const [stray] = RUN_FLAGS.find(([, isSet]) => isSet(raw)) ?? [];
  if (stray === undefined) return undefined;
  throw new UsageError(`${stray} can only be used with --run`, { hint: `Add --run, or drop ${stray}.` });
}

function readShareFlags(raw: RawOptions): ShareFlags | undefined {
  if (raw.share === true || raw.gist === true) return parseShareFlags(raw);
  refuseStrayShareFlags(raw);
  return undefined;
}

function requireFile(plan: OutputPlan, dryRun: boolean, what: 'run' | 'share'): void {
  if (dryRun) {
    throw new UsageError(`--dry-run and --${what} cannot be used together`, {
      hint: 'Drop one of them.',
    });
  }
  if (plan.kind === 'stdout') {
    throw new UsageError(`--${what} and --output - cannot be used together: --${what} needs a file`, {
      hint: 'Use --output with a file name.',
    });
  }
  if (plan.format !== 'ipynb') {
    throw new UsageError(`--${what} does not support --format ${plan.format}`, {
      hint: 'Use --format ipynb',
    });
  }
}
