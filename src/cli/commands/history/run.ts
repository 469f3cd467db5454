import { rm } from 'node:fs/promises';
import { UsageError } from '../../../errors.ts';
import { parseGlobalOptions, type RawOptions, text } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { showForeign, toSafeJson } from '../../terminal/terminal.ts';
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

/** A notebook that was made or shared, with the links that it has now. */
interface Row extends Pick<HistoryEntry, 'time' | 'model' | 'sha' | 'file'> {
  shares?: ReturnType<typeof toShareDocument>[];
}

/** `alacard history`: the exit code. Throws AlacardError. */
export async function runHistory(raw: RawOptions, context: CommandContext): Promise<number> {
  const global = parseGlobalOptions(raw);
  const limit = parseLimit(raw);
  const file = findHistoryFile(context);
  if (raw.clear === true && file !== undefined) {
    const entries = await readHistory(file);
    await rm(file, { force: true });
    if (global.json) await context.terminal.out.write(`${toSafeJson({ forgotten: entries.length })}\n`);
    else if (!global.quiet) await context.terminal.err.write(`${entries.length} entries forgotten\n`);
    return 0;
  }
  const entries = file === undefined ? [] : await readHistory(file);
  const rows = addShares(entries, await readLive(context)).reverse();
  const shown = rows.slice(0, limit);
  if (global.json) {
    await context.terminal.out.write(`${toSafeJson({ entries: shown, total: rows.length })}\n`);
    return 0;
  }
  await context.terminal.out.write(shown.map((row) => `${toLine(row)}\n`).join(''));
  if (global.quiet) return 0;
  if (rows.length === 0) {
    const why = file === undefined ? 'no history is kept here' : 'nothing was made yet';
    await context.terminal.err.write(`${why}\n`);
  } else if (rows.length > limit) {
    await context.terminal.err.write(`${limit} of ${rows.length}; see more with --limit\n`);
  }
  return 0;
}

async function readLive(context: CommandContext): Promise<ShareRecord[]> {
  const file = findSharesFile(context);
  const { live } = file === undefined ? { live: [] } : await readShares(file);
  return live.filter(isLive);
}

/** Each share beside the notebook that lay in its file then; by itself where alacard's history has no such notebook. */
function addShares(entries: readonly HistoryEntry[], shares: readonly ShareRecord[]): Row[] {
  const rows: Row[] = entries.map((entry) => ({ ...entry }));
  for (const share of shares) {
    const { time, model, file } = share;
    let row = rows.findLast((made) => made.file === file && made.model === model && made.time <= time);
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
  throw new UsageError(`--limit takes a whole number from 1, not "${given}"`, {
    hint: 'For example: --limit 50.',
  });
}

const toLine = ({ time, model, sha, file, shares = [] }: Row) =>
  [
    time.slice(0, 19).replace('T', ' '),
    model,
    sha?.slice(0, 7) ?? '-',
    file ?? '-',
    ...shares.map((share) => linkOf(share)),
  ]
    .map((part) => showForeign(part))
    .join('\t');
