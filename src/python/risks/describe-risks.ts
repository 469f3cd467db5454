import { RISKS, type Risk } from './risk-table.ts';

const MAX_LINES = 6;

/** A risky construct in a notebook. Cell and line numbers start at 1. */
export interface CellRisk {
  cell: number;
  risk: Risk;
  lines: number[];
}

/** One phrase per cell, to follow its name: `runs shell commands (line 4); installs packages (lines 7, 9)`. */
export function describeRisks(risks: readonly CellRisk[]): { cell: number; text: string }[] {
  const byCell = new Map<number, string[]>();
  for (const { cell, risk, lines } of risks) {
    const phrases = byCell.get(cell) ?? [];
    byCell.set(cell, phrases);
    phrases.push(`${RISKS[risk]} (${describeLines(lines)})`);
  }
  return [...byCell].map(([cell, phrases]) => ({ cell, text: phrases.join('; ') }));
}

function describeLines(lines: readonly number[]): string {
  const shown = lines.slice(0, MAX_LINES).join(', ');
  if (lines.length > MAX_LINES) return `lines ${shown} and ${lines.length - MAX_LINES} more`;
  return `${lines.length === 1 ? 'line' : 'lines'} ${shown}`;
}
