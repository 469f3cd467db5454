import { formatParameters } from '../../notebook/quantity.ts';
import type { Column } from './columns.ts';
import type { ModelRow } from './model-row.ts';
import { formatTable } from './table.ts';
import { toSafeText } from './terminal.ts';

const number = (value: number | undefined) => (value === undefined ? '' : shortCount(value));
const toText = (value: string | undefined) => toSafeText(value ?? '');

export const MODEL_COLUMNS: readonly Column<ModelRow>[] = [
  { title: 'MODEL', cell: ({ id }) => toText(id), minWidth: 22 },
  { title: 'TASK', cell: ({ task }) => toText(task), dropRank: 3, minWidth: 16 },
  { title: 'SIZE', cell: ({ parameters }) => number(parameters), align: 'right', dropRank: 4 },
  { title: 'DOWNLOADS', cell: ({ downloads }) => number(downloads), align: 'right', dropRank: 1 },
  { title: 'LIKES', cell: ({ likes }) => number(likes), align: 'right', dropRank: 2 },
  { title: 'LICENSE', cell: ({ license }) => toText(license), dropRank: 5, minWidth: 12 },
  { title: 'ACCESS', cell: gatedMark, dropRank: 6 },
  { title: 'LIBRARY', cell: ({ library }) => toText(library), dropRank: 7, minWidth: 12 },
];

/** One line per model for a prompt to choose from, at most `width` cells wide. */
export async function toChoiceLines(rows: readonly ModelRow[], width: number): Promise<string[]> {
  const columns = MODEL_COLUMNS.filter(({ title }) => title !== 'TASK' && title !== 'LIBRARY');
  const lines = await formatTable(
    columns.map((column) => ({ ...column, title: '' })),
    rows,
    width,
  );
  return lines.slice(1);
}

/** Everything known about a model, on one line, including what did not fit in its table row. */
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
  return toText(facts.join(', '));
}

/**
 * For other programs: untruncated fields in this order: id, task, parameters, downloads, likes, license, gated,
 * library, created.
 */
export function toTabLine(row: ModelRow): string {
  const { id, task, parameters, downloads, likes, license, gated, library, createdAt } = row;
  return [id, task, parameters, downloads, likes, license, gated || '', library, createdAt]
    .map((value) => toSafeText(String(value ?? '')))
    .join('\t');
}

/** Formats `1234567` as `1.2M` and `1000000` as `1M`. */
export function shortCount(count: number): string {
  return formatParameters(count).replace(/\.0(?=\D|$)/, '');
}

function gatedMark({ gated }: Pick<ModelRow, 'gated'>): string {
  return gated ? 'gated' : '';
}
