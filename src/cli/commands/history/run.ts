import { rm } from 'node:fs/promises';
import { UsageError } from '../../../errors.ts';
import { parseGlobalOptions, type RawOptions, text } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import type { Column } from '../../terminal/columns.ts';
import { formatTime } from '../../terminal/human-date.ts';
import { count } from '../../terminal/report.ts';
import { shortPath } from '../../terminal/short-path.ts';
import { loadStyle, toSafeJson, toSafeText } from '../../terminal/terminal.ts';
import { linkOf } from '../share/report-share.ts';
import {
  findSharesFile,
  isLive,
  readShares,
  type ShareRecord,
  toShareDocument,
} from '../share/share-record.ts';
import { findHistoryFile, type HistoryEntry, readHistory } from './history.ts';

const DEFAULT_LIMIT = 20;

/** A notebook that was generated or shared, with its current links. */
interface Row extends Pick<HistoryEntry, 'time' | 'model' | 'sha' | 'file'> {
  shares?: ReturnType<typeof toShareDocument>[];
}

/**
 * Runs `alacard history`.
 * @returns The exit code.
 * @throws AlacardError
 */
export async function runHistory(raw: RawOptions, context: CommandContext): Promise<number> {
  const global = parseGlobalOptions(raw);
  const limit = parseLimit(raw);
  const file = findHistoryFile(context);
  if (raw.clear === true && file !== undefined) {
    const entries = await readHistory(file);
    await rm(file, { force: true });
    if (global.json) await context.terminal.out.write(`${toSafeJson({ forgotten: entries.length })}\n`);
    else if (!global.quiet)
      await context.terminal.err.write(`Removed ${count(entries.length, 'notebook')} from the history.\n`);
    return 0;
  }
  const entries = file === undefined ? [] : await readHistory(file);
  const rows = addShares(entries, await readLive(context)).reverse();
  const shown = rows.slice(0, limit);
  if (global.json) {
    await context.terminal.out.write(`${toSafeJson({ entries: shown, total: rows.length })}\n`);
    return 0;
  }
  if (!context.terminal.out.isTTY) {
    await context.terminal.out.write(shown.map((row) => `${toTabLine(row)}\n`).join(''));
  } else if (shown.length > 0) await printRows(shown, context);
  if (global.quiet) return 0;
  if (rows.length === 0) {
    const why = file === undefined ? 'History is off.' : 'No notebooks generated yet.';
    await context.terminal.err.write(`${why}\n`);
  } else if (rows.length > limit) {
    await context.terminal.err.write(`Showing ${limit} of ${rows.length}. Use --limit to see more.\n`);
  }
  return 0;
}

async function readLive(context: CommandContext): Promise<ShareRecord[]> {
  const file = findSharesFile(context);
  const { live } = file === undefined ? { live: [] } : await readShares(file);
  return live.filter(isLive);
}

/** Adds each share to the notebook that its file contained at that time, or as a separate row. */
function addShares(entries: readonly HistoryEntry[], shares: readonly ShareRecord[]): Row[] {
  const rows: Row[] = entries.map((entry) => ({ ...entry }));
  for (const share of shares) {
    const { time, model, file } = share;
    let row = rows.findLast((entry) => entry.file === file && entry.model === model && entry.time <= time);
    if (row === undefined) {
      row = { time, model, file };
      rows.push(row);
    }
    row.shares = [...(row.shares ?? []), toShareDocument(share)];
  }
  return rows.sort((one, other) => (one.time < other.time ? -1 : one.time > other.time ? 1 : 0));
}

function parseLimit(raw: RawOptions): number {
  const given = text(raw, 'limit', '--limit');
  if (given === undefined) return DEFAULT_LIMIT;
  if (/^[1-9]\d{0,6}$/.test(given)) return Number(given);
  throw new UsageError(`--limit must be a whole number above 0, not "${given}"`, {
    hint: 'For example: --limit 50.',
  });
}

/** For other programs: time, model, commit, file and links. */
const toTabLine = ({ time, model, sha, file, shares = [] }: Row) =>
  [
    time.slice(0, 19).replace('T', ' '),
    model,
    sha?.slice(0, 7) ?? '-',
    file ?? '-',
    ...shares.map((share) => linkOf(share)),
  ]
    .map((part) => toSafeText(part))
    .join('\t');

/** Prints a table with the untruncated links of each notebook below its row. */
async function printRows(rows: readonly Row[], context: CommandContext): Promise<void> {
  const { out } = context.terminal;
  const { formatTable, terminalWidth } = await import('../../terminal/table.ts');
  const nowMs = Date.now();
  const columns: Column<Row>[] = [
    { title: 'FILE', cell: ({ file }) => toSafeText(shortPath(file ?? '', context)), minWidth: 16 },
    { title: 'MODEL', cell: ({ model }) => toSafeText(model), minWidth: 16 },
    { title: 'COMMIT', cell: ({ sha }) => toSafeText(sha?.slice(0, 7) ?? ''), dropRank: 2 },
    { title: 'CREATED', cell: ({ time }) => formatTime(Date.parse(time), nowMs), dropRank: 1 },
  ];
  const [titles = '', ...lines] = await formatTable(columns, rows, terminalWidth(out));
  const style = await loadStyle(out);
  const text = rows.flatMap(({ shares = [] }, index) => [
    lines[index]!,
    ...shares.map((share) => style.cyan(`  ${toSafeText(linkOf(share))}`)),
  ]);
  await out.write(`${[style.bold(titles), ...text].join('\n')}\n`);
}
