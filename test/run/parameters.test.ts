import { expect, test } from 'vitest';
import { injectParameters, type Parameter, toParameterLiteral } from '../../src/run/parameters.ts';
import { parseOutline } from '../../src/run/read-notebook.ts';
import { notebookOf } from './notebooks.ts';

// The expected values are those of papermill 2.7.0: repr(papermill.cli._resolve_type(value)).
test.each([
  ['5', '5'],
  ['-5', '-5'],
  ['+5', '5'],
  ['007', '7'],
  ['1_000', '1000'],
  ['123456789012345678901234567890', '123456789012345678901234567890'],
  ['1.5', '1.5'],
  ['-.5', '-.5'],
  ['1e3', '1e3'],
  ['nan', 'float("nan")'],
  ['-inf', 'float("-inf")'],
  ['True', 'True'],
  ['False', 'False'],
  ['None', 'None'],
  ['true', '"true"'],
  ['', '""'],
  ['openai-community/gpt2', '"openai-community/gpt2"'],
  ['1_', '"1_"'],
  ['1.2.3', '"1.2.3"'],
  ['0x10', '"0x10"'],
  ['"); import os; ("', `'"); import os; ("'`],
  ['a\nb\u202e\\', '"a\\nb\\u202e\\\\"'],
])('%j becomes %s', (value, literal) => {
  expect(toParameterLiteral(value)).toBe(literal);
});

const injectInto = (content: string, parameters: Parameter[]) =>
  injectParameters(content, parseOutline(content, 'a.ipynb'), parameters);
const inject = (sources: string[], tags?: Record<number, string[]>, ...more: [string, string][]) => {
  const parameters = [['MODEL_ID', 'x'], ...more].map(([name, value]) => ({ name: name!, value: value! }));
  const { cells } = JSON.parse(injectInto(notebookOf(sources, tags), parameters)) as {
    cells: { source: string; id: string; cell_type: string; metadata: object }[];
  };
  return { sources: cells.map(({ source }) => source), cells };
};
const ADDED = '# Parameters\nMODEL_ID = "x"';

test.each<[string, string[], Record<number, string[]>, string[]]>([
  [
    'after the tagged cell',
    ['MODEL_ID = 1', 'a = 1', 'b'],
    { 2: ['parameters'] },
    ['MODEL_ID = 1', 'a = 1', ADDED, 'b'],
  ],
  [
    'after the cell that sets the name',
    ['# T', 'a = 1', 'x\nMODEL_ID = "a"', 'b'],
    {},
    ['# T', 'a = 1', 'x\nMODEL_ID = "a"', ADDED, 'b'],
  ],
  ['first, if no cell sets it', ['MODEL_ID == 1', 'b'], {}, [ADDED, 'MODEL_ID == 1', 'b']],
  [
    'in place of earlier parameters',
    ['a', 'MODEL_ID = 5', 'b'],
    { 1: ['parameters'], 2: ['injected-parameters'] },
    ['a', ADDED, 'b'],
  ],
])('the parameters go %s', (_, sources, tags, expected) => {
  expect(inject(sources, tags).sources).toEqual(expected);
});

test('the cell has its own id and tag, and only where the format has ids', () => {
  const { cells } = inject(['a'], {}, ['N', '3']);
  expect(cells[0]).toMatchObject({
    id: expect.stringMatching(/^parameters-[0-9a-f]{8}$/),
    cell_type: 'code',
    metadata: { tags: ['injected-parameters'] },
    source: `${ADDED}\nN = 3`,
  });
  const old = notebookOf(['a']).replace('"nbformat_minor": 5', '"nbformat_minor": 4');
  expect(injectInto(old, [{ name: 'A', value: '1' }])).not.toContain('parameters-');
});
