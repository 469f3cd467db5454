import type { GeneratedNotebook } from '../../src/index.ts';
import { median } from '../statistics.ts';

interface Source {
  id: string;
  cell_type: string;
  source: string[];
}

/** Describes how much a reader scrolls: the lines above the author's example, and the length of cells 3 and 6. */
export function describePageLines(notebooks: Iterable<GeneratedNotebook>): string[] {
  const pages = [...notebooks].map(({ content }) => (JSON.parse(content) as { cells: Source[] }).cells);
  const linesOf = (role: string) =>
    pages.flatMap((cells) => find(cells, role)).map(({ source }) => source.length);
  const above = pages.flatMap((cells) => {
    const at = cells.findIndex(({ id, cell_type }) => isRole(id, 'example') && cell_type === 'code');
    return at < 0 ? [] : [cells.slice(0, at).reduce((sum, { source }) => sum + source.length, 0)];
  });
  const usage = pages.flatMap((cells) => find(cells, 'usage'));
  const cleanup = usage.filter(({ source }) => /\b(?:free|release)/i.test(source[0] ?? ''));
  const range = (name: string, values: number[]) =>
    `page: ${name.padEnd(34)}median ${median(values)}, max ${Math.max(...values)} (${values.length} notebooks)`;
  return [
    range("lines above the author's example", above),
    ...(['title', 'environment', 'hello', 'model-information', 'usage'] as const).map((role) =>
      range(`lines of ${role}`, linesOf(role)),
    ),
    `page: usage of at most 25 lines: ${usage.filter(({ source }) => source.length <= 25).length} of ${usage.length}`,
    `page: usage begins with clean-up: ${cleanup.length} of ${usage.length}`,
  ];
}

const isRole = (id: string, role: string) => id.replace(/-[0-9a-f]{8}$/, '') === role;
const find = (cells: Source[], role: string) => cells.filter(({ id }) => isRole(id, role));
