import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelFromFolder, type WeightsRow } from '../../fixtures/fake-hub/from-weights.ts';
import type { FakeModel } from '../../fixtures/fake-hub/model.ts';

const FIRST = 'transformers-5';

/** A model whose notebook is run. */
export interface SuiteRow {
  /** Of the notebook: the weights' name, or the card's. */
  name: string;
  /** Folder of the model that `fixtures/models/build.py` makes. */
  weights: string;
  /** A card with an author's example, in place of the weights' own. */
  card?: string;
  /** The file below `environments/` whose packages it runs with. */
  python: string;
}

/**
 * Every model that is built, in the first environment and with its own card, unless `rows.tsv` says otherwise of it;
 * then the rows of `rows.tsv` that name a card: `cards/<name>.md`, with the weights in its second column.
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
  const ofCards = named
    .filter(({ from }) => from !== '-')
    .map(({ name, from, python }) => ({
      name,
      weights: from,
      card: readFileSync(new URL(`cards/${name}.md`, import.meta.url), 'utf8'),
      python,
    }));
  const plain = weights.map((name) => ({ name, weights: name, python: own.get(name) ?? FIRST }));
  const strange = [...own.keys(), ...ofCards.map((row) => row.weights)].find(
    (name) => !weights.includes(name),
  );
  if (strange !== undefined) throw new Error(`rows.tsv names weights that nothing builds: ${strange}`);
  return [...plain, ...ofCards];
}

/** Rows enough to see every task, library and option once, and all that have a card: what a commit is tested with. */
export function chooseRows(rows: readonly SuiteRow[], index: readonly WeightsRow[]): SuiteRow[] {
  const seen = new Set<string>();
  return rows.filter(({ weights, card, python }) => {
    if (card !== undefined) return true;
    if (python !== FIRST) return false;
    const { task, library, options } = index.find(({ name }) => name === weights)!;
    const facts = [`task ${task}`, `library ${library}`, ...options.map((option) => `option ${option}`)];
    const isNew = facts.some((fact) => !seen.has(fact));
    for (const fact of facts) seen.add(fact);
    return isNew;
  });
}

/** The model of a row as the Hub serves it: `tiny/<weights>`, or `authors/<card>`. */
export function modelOf(row: SuiteRow, folder: string): FakeModel {
  const id = row.card === undefined ? `tiny/${row.weights}` : `authors/${row.name}`;
  return modelFromFolder(id, join(folder, row.weights), row.card);
}
