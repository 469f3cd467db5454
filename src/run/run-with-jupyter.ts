import { randomBytes } from 'node:crypto';
import { copyFile, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { defined } from '../defined.ts';
import { stripControl } from '../encode/terminal-text.ts';
import { WriteError } from '../errors.ts';
import { parseOutline } from './read-notebook.ts';
import type { RunEvent, RunnerInput, RunOutcome } from './run-event.ts';
import { lastErrorLine, runProgram } from './run-program.ts';

const EXPECTED_ERROR_TAG = 'raises-exception';

/**
 * Runs a notebook with `jupyter execute`, which reports no progress and saves nothing if a cell fails. So it runs a
 * copy in place, with errors allowed, and the first error is read from that copy. The copy is next to the notebook
 * because a kernel runs in its notebook's folder.
 * @throws WriteError, or the signal's reason
 */
export async function runWithJupyter(
  jupyter: string,
  input: RunnerInput,
  context: {
    env: Readonly<Record<string, string | undefined>>;
    signal: AbortSignal;
    onEvent: (event: RunEvent) => void;
  },
): Promise<RunOutcome> {
  context.onEvent({ type: 'runner', program: `${jupyter} execute` });
  const { folder } = input;
  const copy = join(folder, `.alacard-run-${randomBytes(6).toString('hex')}.ipynb`);
  try {
    await copyFile(input.notebook, copy).catch((error: NodeJS.ErrnoException) => {
      throw new WriteError(`could not write to ${stripControl(folder)}: ${error.message}`, {
        hint: 'jupyter execute requires a copy next to the notebook. Move the notebook to a folder that you can write to.',
        cause: error,
      });
    });
    const limit = input.cellTimeoutMs === undefined ? -1 : Math.ceil(input.cellTimeoutMs / 1000);
    const args = ['execute', '--inplace', '--allow-errors', `--timeout=${limit}`, copy];
    const ended = await runProgram(jupyter, args, {
      env: context.env,
      cwd: folder,
      stopBy: 'SIGTERM',
      signal: context.signal,
      ...defined({ timeoutMs: input.timeoutMs }),
    });
    if (ended.timedOut) return { failure: { name: 'Timeout', message: 'the run exceeded its time limit' } };
    if (ended.exitCode !== 0) {
      const message = ended.problem ?? (lastErrorLine(ended) || ended.status);
      return { failure: { name: 'JupyterFailed', message: `jupyter execute: ${message}` } };
    }
    const content = await readFile(copy, 'utf8');
    const failed = parseOutline(content, copy).find(
      (cell) => cell.error && !cell.tags.includes(EXPECTED_ERROR_TAG),
    );
    return {
      content,
      ...(failed?.error !== undefined && { failure: { ...failed.error, number: failed.number } }),
    };
  } finally {
    await unlink(copy).catch(() => {});
  }
}
