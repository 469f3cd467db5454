import { expect, test } from 'vitest';
import { describeFailure } from '../../src/run/describe-failure.ts';

const CELLS = [{ number: 1 }, { number: 2, id: 'example-1a2b' }];

test.each<[string, Parameters<typeof describeFailure>[0], message: string, hint: string | undefined]>([
  [
    'the cell by number and id',
    { failure: { number: 2, name: 'ValueError', message: 'too small' } },
    'cell 2 (example-1a2b) failed: ValueError: too small',
    undefined,
  ],
  [
    'a cell without an id',
    { failure: { number: 1, name: 'E', message: 'x' } },
    'cell 1 failed: E: x',
    undefined,
  ],
  [
    'an error without a message',
    { failure: { number: 1, name: 'E', message: '' } },
    'cell 1 failed: E',
    undefined,
  ],
  [
    'the executed copy',
    { failure: { number: 1, name: 'E', message: 'x' }, content: '{}' },
    'cell 1 failed: E: x',
    'The executed copy was saved to a.executed.ipynb.',
  ],
  [
    'what to do about a known error',
    { failure: { number: 1, name: 'ModuleNotFoundError', message: 'x' } },
    'cell 1 failed: ModuleNotFoundError: x',
    'Add it to a %pip install line of the notebook, or use a Python that has it: --here or --python.',
  ],
  [
    'an error of a cell with the same name',
    { failure: { number: 1, name: 'NotInstalled', message: 'a' } },
    'cell 1 failed: NotInstalled: a',
    undefined,
  ],
  [
    'a run without a cell',
    { failure: { name: 'RunnerDied', message: 'exit code 3' } },
    'the notebook failed to run: RunnerDied: exit code 3',
    undefined,
  ],
  [
    'a cell that is not there',
    { failure: { number: 9, name: 'E', message: 'x' } },
    'the notebook failed to run: E: x',
    undefined,
  ],
  ['nothing that is known', {}, 'the notebook failed to run: Error', undefined],
  [
    'no escape sequence',
    { failure: { number: 1, name: 'E\u001b[31m', message: 'a\u001b[0m\nb\u202e' } },
    'cell 1 failed: E: a b',
    undefined,
  ],
  [
    'no name of an object',
    { failure: { name: 'constructor', message: 'x' } },
    'the notebook failed to run: constructor: x',
    undefined,
  ],
])('describes %s', (_, outcome, message, hint) => {
  expect(describeFailure(outcome, CELLS, 'a.executed.ipynb')).toMatchObject({
    code: 'NOTEBOOK_FAILED',
    exitCode: 9,
    message,
  });
  expect(describeFailure(outcome, CELLS, 'a.executed.ipynb').hint).toBe(hint);
});

test('shortens a long message', () => {
  const failure = { number: 1, name: 'E', message: 'x'.repeat(10_000) };
  expect(describeFailure({ failure }, CELLS, 'a').message.length).toBeLessThan(600);
});

test('gives packages that are missing before the run their own code', () => {
  const failure = { name: 'NotInstalled', message: 'a, b' };
  expect(describeFailure({ failure }, CELLS, 'a')).toMatchObject({
    code: 'NOT_INSTALLED',
    message: 'these packages are missing: a, b',
    hint: 'Install them yourself, or drop --no-install and --offline.',
  });
});
