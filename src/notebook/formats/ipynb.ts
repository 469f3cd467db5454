import type { JsonData, Notebook } from '../nbformat.ts';

// Line breaks of Python's str.splitlines, which nbformat uses to split sources.
const LINE =
  /[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])|[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+$/g;

/** Formats JSON exactly as nbformat does: sorted keys, one space of indentation, sources as lists of lines. */
export function formatIpynb(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({ ...cell, source: cell.source.match(LINE) ?? [] }));
  return `${JSON.stringify(sortKeys({ ...notebook, cells } as unknown as JsonData), undefined, 1)}\n`;
}

function sortKeys(value: JsonData): JsonData {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sortKeys(value[key]!)]));
}
