import { isNotebookPath, refuseModelFlags } from '../../arguments/notebook-argument.ts';
import { parseGlobalOptions, parseHubFlags, type RawOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { withSettings } from '../../context/read-settings.ts';
import { printError } from '../../terminal/report-error.ts';
import { toSafeJson } from '../../terminal/terminal.ts';
import { generateModel } from '../generate/generate-model.ts';
import { knownPath } from '../generate/output-plan.ts';
import { prepareGenerate } from '../generate/prepare-generate.ts';
import { parseRunOptions, type RunOptions } from './options.ts';
import { printExecuted, refuseExecutedCopy, runNotebook } from './run-notebook.ts';

/**
 * Runs `alacard run` and resolves to the exit code.
 * @throws AlacardError if nothing was run
 */
export async function runRun(text: string, raw: RawOptions, context: CommandContext): Promise<number> {
  const global = parseGlobalOptions(raw);
  const options = parseRunOptions(raw);
  const { timeout: _timeout, ...forHub } = raw;
  const flags = parseHubFlags(forHub);
  const notebook = isNotebookPath(text, 'run')
    ? refuseModelFlags(text, raw)
    : await generateForModel(text, forHub, options, context);
  const { document, failure } = await runNotebook(notebook, options, flags, context, global);
  if (global.json) await context.terminal.out.write(`${toSafeJson(document)}\n`);
  else {
    await printExecuted(document, context);
    if (failure !== undefined) await printError(failure, document.error!, context, global.debug);
  }
  return failure?.exitCode ?? 0;
}

/** Generates a model's notebook in the current folder and resolves to its path. */
async function generateForModel(
  text: string,
  raw: RawOptions,
  options: RunOptions,
  context: CommandContext,
): Promise<string> {
  const { output: _output, ...rest } = withSettings(raw, 'run-model', context);
  const { models, run, close } = prepareGenerate([{ text, location: '' }], { ...rest, run: true }, context);
  try {
    await refuseExecutedCopy(knownPath(run.plan, models[0]!), options, context);
    return (await generateModel(models[0]!, run)).path!;
  } finally {
    await close();
  }
}
