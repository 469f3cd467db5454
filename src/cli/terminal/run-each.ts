import { BatchError, isAlacardError } from '../../errors.ts';
import type { GlobalOptions } from '../arguments/option-values.ts';
import type { Host } from '../context/command-context.ts';
import { describeError, printError } from './report-error.ts';
import { showForeign, toSafeJson } from './terminal.ts';

/**
 * Does one thing with each of several names, one after the other: the exit code. `act` prints its own results and
 * resolves to what `--json` shows of them. Throws AlacardError for a single name; several go on past a failure.
 */
export async function runEach(
  names: readonly string[],
  act: (name: string) => Promise<object>,
  failedWord: string,
  host: Host,
  global: GlobalOptions,
): Promise<number> {
  const printJson = async (document: object) => {
    if (global.json) await host.terminal.out.write(`${toSafeJson(document)}\n`);
  };
  if (names.length === 1) {
    await printJson(await act(names[0]!));
    return 0;
  }
  const results: object[] = [];
  const failed: string[] = [];
  for (const name of names) {
    try {
      results.push(await act(name));
    } catch (error) {
      if (!isAlacardError(error) || host.signal.aborted) throw error;
      const document = describeError(error, host);
      failed.push(name);
      results.push({ asked: name, error: document });
      if (!global.json) await printError(error, document, host, global.debug);
    }
  }
  if (failed.length === 0) {
    await printJson({ results, failed: 0 });
    return 0;
  }
  const list = failed.map((name) => showForeign(name)).join(', ');
  const failure = new BatchError(`${failed.length} of ${names.length} ${failedWord}: ${list}`, {
    hint: 'Each has its own error above.',
  });
  const error = describeError(failure, host);
  await printJson({ results, failed: failed.length, error });
  if (!global.json) await printError(failure, error, host, false);
  return error.exitCode;
}
