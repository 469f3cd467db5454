import { describe, expect, it } from 'vitest';
import { renderNotebook } from '../../../src/server/pages/render-notebook.ts';
import { type Family, TEXTS } from './families.ts';
import { findSuperlinear } from './measure-growth.ts';

const LENGTH = 24_000;
const markdown = (source: string) => ({ cell_type: 'markdown' as const, source, metadata: {} });
const code = (source: string, outputs: object[] = []) => ({
  cell_type: 'code' as const,
  source,
  metadata: {},
  execution_count: 1,
  outputs: outputs as { output_type: string }[],
});
type Cells = Parameters<typeof renderNotebook>[0];

const PLACES: Record<string, (text: string) => Cells> = {
  'a Markdown cell': (text) => [markdown(text)],
  'a code cell': (text) => [code(text)],
  'an output': (text) => [code('x', [{ output_type: 'stream', name: 'stdout', text }])],
};

describe('the work for a page grows in proportion to the notebook', () => {
  const families: [string, (length: number) => Cells][] = [
    ...Object.entries(PLACES).flatMap(([place, put]) =>
      Object.entries(TEXTS).map(([name, family]: [string, Family]): [string, (length: number) => Cells] => [
        `${name} in ${place}`,
        (length) => put(family(length)),
      ]),
    ),
    ['many cells', (length) => new Array(length / 40).fill(code('print(1)'))],
    ['many Markdown cells', (length) => new Array(length / 40).fill(markdown('a *b* `c`'))],
    [
      'many outputs',
      (length) => [
        code('x', new Array(length / 40).fill({ output_type: 'stream', name: 'stdout', text: 'a' })),
      ],
    ],
  ];
  it.each(families)('%s', { timeout: 120_000 }, async (_, cells) => {
    expect(
      await findSuperlinear((length) => renderNotebook(cells(length), { plain: false }), LENGTH),
    ).toBeUndefined();
  });
});
