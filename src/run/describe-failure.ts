import { stripControl } from '../encode/terminal-text.ts';
import { NotebookRunError } from '../errors.ts';
import type { RunOutcome } from './run-event.ts';

const LONGEST_MESSAGE = 500;

const HINTS: Record<string, string> = {
  KernelDied: 'A kernel that ends by itself is often out of memory.',
  Timeout: 'Give it longer with --cell-timeout or --timeout.',
  StdinNotImplementedError: 'Nobody can answer a prompt here: set the value in the cell.',
  ModuleNotFoundError: 'Install it into the Python that runs the notebook, or choose another with --python.',
  InvalidNotebook: 'The file is no notebook that Jupyter can read: make it again, or repair it there.',
  NoSuchKernel: 'See the kernels there are with: jupyter kernelspec list.',
  JupyterFailed:
    'With nbclient and ipykernel in the active Python alacard can say more: pip install nbclient ipykernel.',
};

/** The error of a run that stopped: which cell, what it said, and where the copy is. */
export function describeFailure(
  { failure, content }: Pick<RunOutcome, 'failure' | 'content'>,
  cells: readonly { number: number; id?: string }[],
  output: string,
): NotebookRunError {
  const name = shorten(failure?.name ?? 'Error');
  const message = shorten(failure?.message ?? '');
  const cell = cells.find(({ number }) => number === failure?.number);
  const said = message === '' ? name : `${name}: ${message}`;
  const copy = content === undefined ? [] : [`The executed copy is ${stripControl(output)}.`];
  const hint = Object.hasOwn(HINTS, name) ? [HINTS[name]!] : [];
  const hints = [...copy, ...hint];
  return new NotebookRunError(
    cell === undefined ? `the notebook did not run: ${said}` : `${describeCell(cell)} failed: ${said}`,
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
export function describeCell({ number, id }: { number: number; id?: string }): string {
  return id === undefined ? `cell ${number}` : `cell ${number} (${stripControl(id)})`;
}

function shorten(text: string): string {
  const plain = stripControl(text).trim();
  return plain.length > LONGEST_MESSAGE ? `${plain.slice(0, LONGEST_MESSAGE)}...` : plain;
}
