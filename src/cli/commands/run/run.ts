import { UsageError } from '../../../errors.ts';
import { isLocalPath } from '../../arguments/model-argument.ts';
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

/** Options that only apply when a notebook is generated. */
const MODEL_FLAGS = {
  revision: '--revision',
  example: '--example',
  snippets: '--snippets',
  id: '--id',
  quantize: '--quantize',
  target: '--target',
  preferOfficial: '--prefer-official',
};

/**
 * Runs `alacard run` and resolves to the exit code.
 * @throws AlacardError if nothing was run
 */
export async function runRun(text: string, raw: RawOptions, context: CommandContext): Promise<number> {
  const global = parseGlobalOptions(raw);
  const options = parseRunOptions(raw);
  const { timeout: _timeout, ...forHub } = raw;
  const flags = parseHubFlags(forHub);
  const notebook = isNotebookPath(text)
    ? checkNotebook(text, raw)
    : await generateForModel(text, forHub, options, context);
  const { document, failure } = await runNotebook(notebook, options, flags, context, global);
  if (global.json) await context.terminal.out.write(`${toSafeJson(document)}\n`);
  else {
    await printExecuted(document, context);
    if (failure !== undefined) await printError(failure, document.error!, context, global.debug);
  }
  return failure?.exitCode ?? 0;
}

function isNotebookPath(text: string): boolean {
  if (/^https?:\/\//i.test(text)) return false;
  if (/\.ipynb$/i.test(text)) return true;
  if (/\.(py|md)$/i.test(text) && isLocalPath(text) && !/README\.md$/i.test(text)) {
    throw new UsageError(`cannot run "${text}": it is not an .ipynb notebook`, {
      hint: 'Convert it first: jupytext --to ipynb <file>',
    });
  }
  return false;
}

function checkNotebook(path: string, raw: RawOptions): string {
  for (const [key, flag] of Object.entries(MODEL_FLAGS)) {
    if (raw[key] === undefined) continue;
    throw new UsageError(`${flag} is only for models, but "${path}" is a notebook`, {
      hint: `Drop ${flag}.`,
    });
  }
  return path;
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
