import { randomBytes } from 'node:crypto';
import { copyFile, readFile, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { defined } from '../defined.ts';
import { stripControl } from '../encode/terminal-text.ts';
import { WriteError } from '../errors.ts';
import { outlineNotebook } from './read-notebook.ts';
import type { RunEvent, RunnerInput, RunOutcome } from './run-event.ts';
import { startProgram } from './start-program.ts';

const RAISES = 'raises-exception';

/**
 * Runs a notebook by `jupyter execute`, which tells nothing of its cells and saves nothing where one fails: so it
 * works in place on a copy beside the notebook (a kernel runs in its notebook's folder), goes on past errors, and
 * the first of them is read from the copy. Throws WriteError, or the signal's reason.
 */
export async function runWithJupyter(
  jupyter: string,
  input: RunnerInput,
  context: {
    env: Readonly<Record<string, string | undefined>>;
    signal?: AbortSignal;
    onEvent: (event: RunEvent) => void;
  },
): Promise<RunOutcome> {
  context.onEvent({ type: 'runner', program: `${jupyter} execute` });
  const folder = dirname(input.notebook);
  const copy = join(folder, `.alacard-run-${randomBytes(6).toString('hex')}.ipynb`);
  try {
    await copyFile(input.notebook, copy).catch((error: NodeJS.ErrnoException) => {
      throw new WriteError(`${stripControl(folder)} can't be written: ${error.message}`, {
        hint: 'jupyter execute needs a copy of the notebook beside it: put the notebook into a folder of yours.',
        cause: error,
      });
    });
    const limit = input.cellTimeoutMs === undefined ? -1 : Math.ceil(input.cellTimeoutMs / 1000);
    const args = ['execute', '--inplace', '--allow-errors', `--timeout=${limit}`, copy];
    const ended = await startProgram(jupyter, args, {
      env: context.env,
      cwd: folder,
      endBy: 'SIGTERM',
      ...defined({ signal: context.signal, timeoutMs: input.timeoutMs }),
    });
    if (ended.timedOut)
      return { failure: { name: 'Timeout', message: 'the run took longer than its limit' } };
    if (ended.exitCode !== 0) {
      const lastWords = stripControl(ended.stderr.trim().split('\n').at(-1) ?? '');
      const message = ended.problem ?? (lastWords || ended.how);
      return { failure: { name: 'JupyterFailed', message: `jupyter execute: ${message}` } };
    }
    const content = await readFile(copy, 'utf8');
    const failed = outlineNotebook(content, copy).find((cell) => cell.error && !cell.tags.includes(RAISES));
    return {
      content,
      ...(failed?.error !== undefined && { failure: { ...failed.error, number: failed.number } }),
    };
  } finally {
    await unlink(copy).catch(() => {});
  }
}
