import { formatParameters } from '../../notebook/quantity.ts';
import { type Column, layOut } from './columns.ts';
import type { ModelRow } from './model-row.ts';
import { showForeign } from './terminal.ts';

const number = (value: number | undefined) => (value === undefined ? '' : shortCount(value));
const foreign = (value: string | undefined) => showForeign(value ?? '');

const COLUMNS: readonly Column<ModelRow>[] = [
  { title: 'MODEL', text: ({ id }) => foreign(id), leastWidth: 22 },
  { title: 'TASK', text: ({ task }) => foreign(task), dropRank: 3, leastWidth: 16 },
  { title: 'SIZE', text: ({ parameters }) => number(parameters), align: 'right', dropRank: 4 },
  { title: 'DOWNLOADS', text: ({ downloads }) => number(downloads), align: 'right', dropRank: 1 },
  { title: 'LIKES', text: ({ likes }) => number(likes), align: 'right', dropRank: 2 },
  { title: 'LICENCE', text: ({ license }) => foreign(license), dropRank: 5, leastWidth: 12 },
  { title: 'ACCESS', text: gatedMark, dropRank: 6 },
  { title: 'LIBRARY', text: ({ library }) => foreign(library), dropRank: 7, leastWidth: 12 },
];

/** Lines for a terminal of `width` cells, the titles first. */
export function toTable(rows: readonly ModelRow[], width: number): string[] {
  return layOut(COLUMNS, rows, width);
}

/** A row's own line in a list to choose from, `width` cells wide at most. */
export function toChoiceLines(rows: readonly ModelRow[], width: number): string[] {
  const columns = COLUMNS.filter(({ title }) => title !== 'TASK' && title !== 'LIBRARY');
  return layOut(
    columns.map((column) => ({ ...column, title: '' })),
    rows,
    width,
  ).slice(1);
}

/** What a line may have had no room for. */
export function describeRow(row: ModelRow): string {
  const { id, task, parameters, downloads, likes, license, library } = row;
  const facts = [
    id,
    task,
    parameters !== undefined && `${shortCount(parameters)} parameters`,
    downloads !== undefined && `${shortCount(downloads)} downloads`,
    likes !== undefined && `${shortCount(likes)} likes`,
    license,
    library,
    gatedMark(row),
  ].filter((fact) => typeof fact === 'string' && fact !== '');
  return foreign(facts.join(', '));
}

/** For other programs, in this order and whole: id, task, parameters, downloads, likes, licence, gated, library, created. */
export function toTabLine(row: ModelRow): string {
  const { id, task, parameters, downloads, likes, license, gated, library, createdAt } = row;
  return [id, task, parameters, downloads, likes, license, gated || '', library, createdAt]
    .map((value) => showForeign(String(value ?? '')))
    .join('\t');
}

/** `1234567` as `1.2M`, `1000000` as `1M`. */
export function shortCount(count: number): string {
  return formatParameters(count).replace(/\.0(?=\D|$)/, '');
}

export function gatedMark({ gated }: Pick<ModelRow, 'gated'>): string {
  return gated ? 'gated' : '';
}
