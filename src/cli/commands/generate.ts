import { BatchError } from '../../errors.ts';
import type { GenerateEvent } from '../../generate.ts';
import type { Hub } from '../../hub/hub.ts';
import { type GenerateRun, generateModel } from '../generate-model.ts';
import type { Host } from '../host.ts';
import { type ModelArgument, parseModelArguments } from '../model-argument.ts';
import { parseGenerateOptions, parseGlobalOptions, parseHubFlags, type RawOptions } from '../options.ts';
import { checkCollisions, planOutput } from '../output-plan.ts';
import { count, toResultDocument } from '../report.ts';
import { describeError, type ErrorDocument, printError } from '../report-error.ts';
import { findEndpoint, resolveHubSettings } from '../settings.ts';
import { showForeign, toSafeJson } from '../terminal.ts';
import { DEFAULT_TOTAL_MS } from '../time-limit.ts';

/** `alacard generate`: the exit code. Throws AlacardError for a single model; several go on past a failure. */
export async function runGenerate(texts: readonly string[], raw: RawOptions, host: Host): Promise<number> {
  const global = parseGlobalOptions(raw);
  const options = parseGenerateOptions(raw);
  const flags = parseHubFlags(raw);
  const models = parseModelArguments(texts, {
    ...(options.revision !== undefined && { revision: options.revision }),
    ...(options.id !== undefined && { id: options.id }),
    endpoint: findEndpoint(flags.endpoint, host.env),
    ...(host.homeDir !== undefined && { homeDir: host.homeDir }),
  });
  const plan = planOutput(options.output, {
    cwd: host.cwd,
    modelCount: models.length,
    ...(options.format !== undefined && { format: options.format }),
    json: global.json,
    dryRun: options.dryRun,
  });
  checkCollisions(plan, models, host.cwd);
  const settings = resolveHubSettings({ ...flags, refresh: options.refresh }, host);

  let hub: Promise<Hub> | undefined;
  let listener: ((event: GenerateEvent) => void) | undefined;
  const run: GenerateRun = {
    host,
    global,
    options,
    plan,
    endpoint: settings.endpoint,
    totalMs: settings.timeoutMs ?? DEFAULT_TOTAL_MS,
    written: new Map(),
    openHub(onEvent) {
      listener = onEvent;
      hub ??= import('../../hub/hub.ts').then(({ createHub }) =>
        createHub({
          ...settings,
          userAgent: `alacard/${host.version}`,
          onEvent: (event) => listener?.(event),
        }),
      );
      return hub;
    },
  };
  try {
    return models.length === 1 ? await generateOne(models[0]!, run) : await generateEach(models, run);
  } finally {
    await (await hub)?.close();
  }
}

async function generateOne(model: ModelArgument, run: GenerateRun): Promise<number> {
  const outcome = await generateModel(model, run);
  if (run.global.json) await run.host.terminal.out.write(`${toSafeJson(toResultDocument(outcome))}\n`);
  return 0;
}

async function generateEach(models: readonly ModelArgument[], run: GenerateRun): Promise<number> {
  const { host, global } = run;
  const results: object[] = [];
  const failed: string[] = [];
  let interrupted: ErrorDocument | undefined;
  for (const model of models) {
    try {
      results.push(toResultDocument(await generateModel(model, run)));
    } catch (error) {
      const document = describeError(error, host);
      results.push({ requested: model.text, error: document });
      failed.push(model.text);
      if (host.signal.aborted) interrupted = document;
      else if (!global.json) await printError(error, document, host, global.debug);
    }
    if (interrupted !== undefined) break;
  }

  const error =
    interrupted ?? (failed.length > 0 ? describeError(batchError(failed, models), host) : undefined);
  if (global.json) {
    const document = { results, failed: failed.length, ...(error !== undefined && { error }) };
    await host.terminal.out.write(`${toSafeJson(document)}\n`);
  } else if (error !== undefined) {
    await printError(undefined, error, host, false);
  } else if (!global.quiet) {
    await host.terminal.err.write(
      `${count(models.length, 'notebook')} ${run.options.dryRun ? 'planned' : 'written'}\n`,
    );
  }
  return error?.exitCode ?? 0;
}

function batchError(failed: readonly string[], models: readonly ModelArgument[]): BatchError {
  return new BatchError(
    `${failed.length} of ${models.length} models failed: ${failed.map((id) => showForeign(id)).join(', ')}`,
    {
      hint: `Each has its own error above.${failed.length < models.length ? ' The other notebooks are done.' : ''}`,
    },
  );
}
