import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelFromFolder, type WeightsRow } from '../../fixtures/fake-hub/from-weights.ts';
import type { FakeModel } from '../../fixtures/fake-hub/model.ts';

const BASE = 'transformers-5';

/** A model whose notebook is tested. */
export interface SuiteRow {
  /** Name of the weights or of the card. */
  name: string;
  /** Folder of the model built by `fixtures/models/build.py`. */
  weights: string;
  /** A card with an author's example, which replaces the model's own. */
  card?: string;
  /** Name of the file in `environments/` that lists its packages. */
  python: string;
}

/**
 * Every built model with its own card, in the base environment unless `rows.tsv` specifies another. Then the rows of
 * `rows.tsv` with a card: `cards/<name>.md` and the weights in the second column.
 */
export function readRows(weights: readonly string[]): SuiteRow[] {
  const [, ...lines] = readFileSync(new URL('rows.tsv', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  const named = lines.map((line) => {
    const [name, from, python] = line.split('\t') as [string, string, string];
    return { name, from, python };
  });
  const own = new Map(named.filter(({ from }) => from === '-').map(({ name, python }) => [name, python]));
  const cardRows = named
    .filter(({ from }) => from !== '-')
    .map(({ name, from, python }) => ({
      name,
      weights: from,
      card: readFileSync(new URL(`cards/${name}.md`, import.meta.url), 'utf8'),
      python,
    }));
  const ownRows = weights.map((name) => ({ name, weights: name, python: own.get(name) ?? BASE }));
  const unknown = [...own.keys(), ...cardRows.map((row) => row.weights)].find(
    (name) => !weights.includes(name),
  );
  if (unknown !== undefined) throw new Error(`rows.tsv names an unknown model: ${unknown}`);
  return [...ownRows, ...cardRows];
}

/** The rows for CI: enough to cover every task, library and option once, and all rows with a card. */
export function chooseRows(rows: readonly SuiteRow[], index: readonly WeightsRow[]): SuiteRow[] {
  const seen = new Set<string>();
  return rows.filter(({ weights, card, python }) => {
    if (card !== undefined) return true;
    if (python !== BASE) return false;
    const { task, library, options } = index.find(({ name }) => name === weights)!;
    const facts = [`task ${task}`, `library ${library}`, ...options.map((option) => `option ${option}`)];
    const isNew = facts.some((fact) => !seen.has(fact));
    for (const fact of facts) seen.add(fact);
    return isNew;
  });
}

/** The row's model on the fake Hub: `tiny/<weights>` or `authors/<card>`. */
export function modelOf(row: SuiteRow, folder: string): FakeModel {
  const id = row.card === undefined ? `tiny/${row.weights}` : `authors/${row.name}`;
  return modelFromFolder(id, join(folder, row.weights), row.card);
}
