import { createHash } from 'node:crypto';
import { toPythonLiteral } from '../encode/python-literal.ts';
import type { CellOutline } from './read-notebook.ts';

/** A value for a variable of the notebook, as typed. */
export interface Parameter {
  name: string;
  value: string;
}

const INTEGER = /^[+-]?\d+(?:_\d+)*$/;
const FLOAT = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+)?$/i;
const SPECIAL_FLOAT = /^[+-]?(?:inf|infinity|nan)$/i;
/** Python source for a value, read as papermill does: `True`, `False`, `None`, integers, floats, otherwise a string. */
export function toParameterLiteral(value: string): string {
  const plain = value.trim();
  if (value === 'True' || value === 'False' || value === 'None') return value;
  if (INTEGER.test(plain)) return String(BigInt(plain.replace(/_|^\+/g, '')));
  if (FLOAT.test(plain)) return plain;
  if (SPECIAL_FLOAT.test(plain)) return `float(${toPythonLiteral(plain.toLowerCase())})`;
  return toPythonLiteral(value);
}

/** Where a cell with parameters goes: `index` counts from 0. `replaces` is set if it takes the place of a cell. */
interface Place {
  index: number;
  replaces: boolean;
}

/**
 * Adds a cell that sets the parameters, as papermill does: in place of an earlier such cell, or after the cell tagged
 * `parameters`, or after the first cell that sets one of the names, or first.
 * @param content an nbformat 4 notebook
 * @param cells the cells of that notebook
 */
export function injectParameters(
  content: string,
  cells: readonly CellOutline[],
  parameters: readonly Parameter[],
): string {
  const notebook = JSON.parse(content.replace(/^\ufeff/, '')) as {
    nbformat_minor?: number;
    cells: unknown[];
  };
  const lines = [
    '# Parameters',
    ...parameters.map(({ name, value }) => `${name} = ${toParameterLiteral(value)}`),
  ];
  const source = lines.join('\n');
  const { index, replaces } = findPlace(cells, parameters);
  notebook.cells.splice(index, replaces ? 1 : 0, {
    cell_type: 'code',
    // Cells have ids since nbformat 4.5.
    ...((notebook.nbformat_minor ?? 0) >= 5 && { id: idOf(source, cells) }),
    metadata: { tags: ['injected-parameters'] },
    execution_count: null,
    outputs: [],
    source,
  });
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

function findPlace(cells: readonly CellOutline[], parameters: readonly Parameter[]): Place {
  const earlier = cells.findIndex(({ tags }) => tags.includes('injected-parameters'));
  if (earlier >= 0) return { index: earlier, replaces: true };
  const tagged = cells.findIndex(({ tags }) => tags.includes('parameters'));
  const setting = cells.findIndex((cell) => parameters.some(({ name }) => sets(cell, name)));
  return { index: (tagged >= 0 ? tagged : setting) + 1, replaces: false };
}

function sets({ type, source }: CellOutline, name: string): boolean {
  return type === 'code' && new RegExp(`^${name} ?=(?!=)`, 'm').test(source);
}

function idOf(source: string, cells: readonly CellOutline[]): string {
  const id = `parameters-${createHash('sha256').update(source).digest('hex').slice(0, 8)}`;
  return cells.some((cell) => cell.id === id) ? `${id}-2` : id;
}
