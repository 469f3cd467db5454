import { expect } from 'vitest';
import { composeNotebook } from '../../src/notebook/compose.ts';
import { findHeldModels } from '../../src/python/names/held-names.ts';
import { parsePython } from '../../src/python/syntax/syntax.ts';
import { fullPlan } from '../notebook/plans.ts';

/** The first lines of cell 6 after this example, which free its model. */
export function linesAfter(example: string): string {
  const { loads, names } = findHeldModels(parsePython(example));
  expect(loads).toBe(true);
  const notebook = composeNotebook(fullPlan({ held: names }));
  const usage = notebook.cells.find(({ id }) => id.startsWith('usage-'))!;
  return [usage.source].flat().join('').split('\n\n# ')[0]!;
}
