import { BatchError, type NotebookRunError } from '../../errors.ts';
import { type GenerateRun, generateModel } from '../generate-model.ts';
import type { Host } from '../host.ts';
import type { ModelArgument } from '../model-argument.ts';
import type { RawOptions } from '../options.ts';
import { knownPath } from '../output-plan.ts';
import { prepareGenerate } from '../prepare-generate.ts';
import { count, toResultDocument } from '../report.ts';
import { describeError, type ErrorDocument, printError } from '../report-error.ts';
import { showForeign, toSafeJson } from '../terminal.ts';

/** `alacard generate`: the exit code. Throws AlacardError for a single model; several go on past a failure. */
export async function runGenerate(texts: readonly string[], raw: RawOptions, host: Host): Promise<number> {
  const { models, run, close } = prepareGenerate(texts, raw, host);
  try {
    return models.length === 1 ? await generateOne(models[0]!, run) : await generateEach(models, run);
  } finally {
    await close();
  }
}

async function generateOne(model: ModelArgument, run: GenerateRun): Promise<number> {
  const { host, global } = run;
  const { document, failure } = await generateAndRun(model, run);
  if (global.json) await host.terminal.out.write(`${toSafeJson(document)}\n`);
  else if (failure !== undefined) await printError(failure, describeError(failure, host), host, global.debug);
  return failure?.exitCode ?? 0;
}

/** One model's notebook, and with `--run` how it ran: a failing cell is no reason to tell nothing of the file. */
async function generateAndRun(
  model: ModelArgument,
  run: GenerateRun,
): Promise<{ document: object; failure?: NotebookRunError }> {
  const { host, global, runOptions } = run;
  if (runOptions === undefined) return { document: toResultDocument(await generateModel(model, run)) };
  const { runNotebook, refuseExecutedCopy } = await import('../run-notebook.ts');
  await refuseExecutedCopy(knownPath(run.plan, model), runOptions, host);
  const outcome = await generateModel(model, run);
  const { document: ran, failure } = await runNotebook(outcome.path!, runOptions, run.hubFlags, host, global);
  const { error, ...facts } = ran;
  return {
    document: { ...toResultDocument(outcome), run: facts, ...(error !== undefined && { error }) },
    ...(failure !== undefined && { failure }),
  };
}

async function generateEach(models: readonly ModelArgument[], run: GenerateRun): Promise<number> {
  const { host, global } = run;
  const results: object[] = [];
  const failed: string[] = [];
  let interrupted: ErrorDocument | undefined;
  for (const model of models) {
    try {
      const { document, failure } = await generateAndRun(model, run);
      results.push(document);
      if (failure === undefined) continue;
      failed.push(model.text);
      if (!global.json) await printError(failure, describeError(failure, host), host, global.debug);
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
