import { type Options, parse } from 'csv-parse/sync';
import { findDelimiter, findIdColumn } from './id-fields.ts';

/** A row of a table. Missing values are empty. */
export interface TableRow {
  id: string;
  revision: string;
  /** Its last line, counted from 1. */
  line: number;
  raw: string;
}

/** Reads CSV whose delimiter is a comma, a semicolon or a tab. Returns the columns if none of them contains ids. */
export function readTable(text: string): TableRow[] | { columns: string[] } {
  const delimiter = findDelimiter(text);
  const [first, ...rows] = parseRows(text, delimiter);
  const header = first?.record ?? [];
  const idColumn = findIdColumn(header);
  if (idColumn < 0) return { columns: header };
  const revisionColumn = header.findIndex((name) => name.toLowerCase() === 'revision');
  return rows.map(({ record, info }) => ({
    id: record[idColumn] ?? '',
    revision: record[revisionColumn] ?? '',
    line: info.lines,
    raw: record.join(delimiter),
  }));
}

interface ParsedRow {
  record: string[];
  info: { lines: number };
}

/** If a quote is never closed, quotes have no meaning, so that each line is a row and one bad line does not end the list. */
function parseRows(text: string, delimiter: string): ParsedRow[] {
  const options: Options = {
    delimiter,
    info: true,
    comment: '#',
    comment_no_infix: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
  };
  try {
    return parse(text, options) as never;
  } catch {
    const rows: ParsedRow[] = parse(text, { ...options, quote: null }) as never;
    return rows.map((row) => ({ ...row, record: row.record.map(unquote) }));
  }
}

function unquote(cell: string): string {
  return /^".*"$/s.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}
