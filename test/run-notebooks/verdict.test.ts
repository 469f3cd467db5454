import { expect, test } from 'vitest';
import type { CellResult, NotebookResult } from '../../bench/run-notebooks/run-alacard.ts';
import { type Output, showsResult } from '../../bench/run-notebooks/shows-result.ts';
import { findFault, outcomeOf, ranExample } from '../../bench/run-notebooks/verdict.ts';

const displayed = (data: Record<string, unknown>): Output => ({ output_type: 'display_data', data });
const printed = (text: string | string[], name = 'stdout'): Output => ({ output_type: 'stream', name, text });

test.each<[string, Output, boolean]>([
  ['a printed line', printed(['a label', '\n']), true],
  ['blank lines', printed('\n \n'), false],
  ['a warning', printed('UserWarning: slow', 'stderr'), false],
  ['a progress bar on standard output', printed('\r 50%|#####     | 1/2\r100%|##########| 2/2\n'), false],
  ['a progress bar, then text', printed('100%|##########| 2/2\ndone\n'), true],
  ['an image', displayed({ 'image/png': 'iVBO', 'text/plain': '<PIL.Image.Image size=4x4>' }), true],
  [
    'a sound',
    displayed({ 'text/html': '<audio></audio>', 'text/plain': '<IPython.lib.display.Audio object>' }),
    true,
  ],
  ['a value', { output_type: 'execute_result', data: { 'text/plain': ["[{'label': 'a'}]"] } }, true],
  ['the default repr of an object', displayed({ 'text/plain': '<timm.Model object at 0x7f2a>' }), false],
  [
    'a progress bar as a widget',
    displayed({ 'application/vnd.jupyter.widget-view+json': {}, 'text/plain': 'Loading: 0%' }),
    false,
  ],
  ['an error', { output_type: 'error', ename: 'KeyError', traceback: ['KeyError'] }, false],
])('%s', (_title, output, expected) => {
  expect(showsResult(output)).toBe(expected);
});

const cell = (role: string, changes: Partial<CellResult> = {}): CellResult => ({
  id: `${role}-0`,
  status: 'ok',
  seconds: 1,
  tags: [],
  hasResult: true,
  pipErrors: [],
  ...changes,
});
const good = (): NotebookResult => ({
  exitCode: 0,
  cells: [cell('environment', { hasResult: false }), cell('hello'), cell('example'), cell('usage')],
});
const changed = (role: string, changes: Partial<CellResult>): NotebookResult => ({
  exitCode: 0,
  cells: good().cells.map((one) => (one.id.startsWith(role) ? { ...one, ...changes } : one)),
});

test.each<[string, NotebookResult, string | undefined]>([
  ['a good notebook', good(), undefined],
  ['a cell that failed', { ...good(), exitCode: 9, error: { message: 'cell 5 failed' } }, 'cell 5 failed'],
  ['only an exit code', { ...good(), exitCode: 1 }, 'exit code 1'],
  [
    'a cell tagged to allow errors',
    changed('usage', { tags: ['raises-exception'] }),
    'usage-0 is tagged raises-exception',
  ],
  ['a cell that did not run', changed('example', { status: 'not-run' }), 'example-0: not-run'],
  [
    'a package that pip did not find',
    changed('environment', { pipErrors: ['ERROR: No match'] }),
    'cell 2: ERROR: No match',
  ],
  ['cell 6 without a result', changed('usage', { hasResult: false }), 'cell 6 shows nothing'],
  ['no cell 6', { exitCode: 0, cells: good().cells.slice(0, 3) }, 'cell 6 is missing'],
])('alacard: %s', (_title, result, fault) => {
  expect(findFault(result)).toBe(fault);
});

test("the author's example counts only if it is code", () => {
  expect(ranExample(good())).toBe(true);
  expect(ranExample({ exitCode: 0, cells: good().cells.filter(({ id }) => id !== 'example-0') })).toBe(false);
});

test.each<[string, NotebookResult, string]>([
  ['a result in any cell after the first', { exitCode: 0, cells: [cell('a'), cell('b')] }, 'result'],
  [
    'no result after the installation',
    { exitCode: 0, cells: [cell('a'), cell('b', { hasResult: false })] },
    'silent',
  ],
  ['an error', { exitCode: 9, error: { message: 'x' }, cells: [cell('a'), cell('b')] }, 'failed'],
  ['no cells', { exitCode: 0, cells: [] }, 'failed'],
  [
    'a timeout without a result',
    {
      exitCode: 9,
      error: { message: 'x', cell: { number: 2, name: 'Timeout' } },
      cells: [cell('a'), cell('b', { hasResult: false })],
    },
    'silent',
  ],
])("the Hub's: %s", (_title, result, outcome) => {
  expect(outcomeOf(result)).toBe(outcome);
});
