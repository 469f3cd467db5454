import { stripControl } from '../encode/terminal-text.ts';
import { NotebookRunError } from '../errors.ts';
import type { RunOutcome } from './run-event.ts';

const MAX_MESSAGE_LENGTH = 500;

const HINTS: Record<string, string> = {
  KernelDied: 'When a kernel dies, the usual cause is running out of memory.',
  Timeout: 'Allow more time with --cell-timeout or --timeout.',
  StdinNotImplementedError: 'Input prompts are not supported here. Set the value in the cell instead.',
  ModuleNotFoundError:
    'Add it to a %pip install line of the notebook, or use a Python that has it: --here or --python.',
  InvalidNotebook: 'Jupyter cannot read this file. Generate the notebook again, or repair the file.',
  NoSuchKernel: 'List the installed kernels with: jupyter kernelspec list',
  JupyterFailed: 'For a more detailed error, install nbclient and ipykernel: pip install nbclient ipykernel',
};

/** The error of a failed run: which cell failed, why, and where the executed copy is. */
export function describeFailure(
  { failure, content }: Pick<RunOutcome, 'failure' | 'content'>,
  cells: readonly { number: number; id?: string }[],
  output: string,
): NotebookRunError {
  const name = shorten(failure?.name ?? 'Error');
  const message = shorten(failure?.message ?? '');
  const cell = cells.find(({ number }) => number === failure?.number);
  if (cell === undefined && name === 'NotInstalled') {
    return new NotebookRunError(`these packages are missing: ${message}`, {
      code: 'NOT_INSTALLED',
      hint: 'Install them yourself, or drop --no-install and --offline.',
    });
  }
  const problem = message === '' ? name : `${name}: ${message}`;
  const copy = content === undefined ? [] : [`The executed copy was saved to ${stripControl(output)}.`];
  const hint = Object.hasOwn(HINTS, name) ? [HINTS[name]!] : [];
  const hints = [...copy, ...hint];
  return new NotebookRunError(
    cell === undefined
      ? `the notebook failed to run: ${problem}`
      : `${describeCell(cell)} failed: ${problem}`,
    {
      ...(hints.length > 0 && { hint: hints.join(' ') }),
      ...(cell !== undefined && {
        cell: {
          number: cell.number,
          ...(cell.id !== undefined && { id: stripControl(cell.id) }),
          name,
          message,
        },
      }),
    },
  );
}

/** `cell 5 (example-1a2b3c4d)`. */
function describeCell({ number, id }: { number: number; id?: string }): string {
  return id === undefined ? `cell ${number}` : `cell ${number} (${stripControl(id)})`;
}

function shorten(text: string): string {
  const plain = stripControl(text).trim();
  return plain.length > MAX_MESSAGE_LENGTH ? `${plain.slice(0, MAX_MESSAGE_LENGTH)}...` : plain;
}
