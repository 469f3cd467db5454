export interface Row {
  name: string;
  /** Column heading -> cell, in the order to print. */
  cells: Record<string, string>;
}

export interface Section {
  title: string;
  rows: Row[];
  notes: string[];
}

/** Formats sections as plain text with aligned columns: names on the left, numbers on the right. */
export function formatSections(sections: Section[]): string {
  return `${sections.map(formatSection).join('\n\n')}\n`;
}

function formatSection({ title, rows, notes }: Section): string {
  const headings = [...new Set(rows.flatMap(({ cells }) => Object.keys(cells)))];
  const lines = [
    ['', ...headings],
    ...rows.map(({ name, cells }) => [name, ...headings.map((key) => cells[key] ?? '')]),
  ];
  const widths = ['', ...headings].map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const pad = (line: string[]) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  ');
  return [
    title,
    ...lines.map((line) => `  ${pad(line).trimEnd()}`),
    ...notes.map((note) => `  ${note}`),
  ].join('\n');
}
