import { BatchError, isAlacardError } from '../../errors.ts';
import type { GlobalOptions } from '../arguments/option-values.ts';
import type { CommandContext } from '../context/command-context.ts';
import { describeError, printError } from './report-error.ts';
import { toSafeJson, toSafeText } from './terminal.ts';

/**
 * Runs `act` for each name in turn and resolves to the exit code. `act` prints its results and resolves to their JSON
 * form.
 * @param failedWord completes "2 of 3 ..." in the error message
 * @throws AlacardError for a single name; with several names, failures are reported and the rest continues
 */
export async function runEach(
  names: readonly string[],
  act: (name: string) => Promise<object>,
  failedWord: string,
  context: CommandContext,
  global: GlobalOptions,
): Promise<number> {
  const printJson = async (document: object) => {
    if (global.json) await context.terminal.out.write(`${toSafeJson(document)}\n`);
  };
  if (names.length === 1) {
    await printJson(await act(names[0]!));
    return 0;
  }
  const results: object[] = [];
  const failed: string[] = [];
  const printedHints = new Set<string>();
  for (const name of names) {
    try {
      results.push(await act(name));
    } catch (error) {
      if (!isAlacardError(error) || context.signal.aborted) throw error;
      const document = describeError(error, context);
      failed.push(name);
      results.push({ requested: name, error: document });
      if (!global.json) await printError(error, document, context, global.debug, printedHints);
    }
  }
  if (failed.length === 0) {
    await printJson({ results, failed: 0 });
    return 0;
  }
  const list = failed.map((name) => toSafeText(name)).join(', ');
  const failure = new BatchError(`${failed.length} of ${names.length} ${failedWord}: ${list}`, {
    hint: 'See the errors above.',
  });
  const error = describeError(failure, context);
  await printJson({ results, failed: failed.length, error });
  if (!global.json) await printError(failure, error, context, false);
  return error.exitCode;
}
