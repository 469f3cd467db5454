import { rm } from 'node:fs/promises';
import { UsageError } from '../../errors.ts';
import { findHistoryFile, type HistoryEntry, readHistory } from '../history.ts';
import type { Host } from '../host.ts';
import { parseGlobalOptions, type RawOptions, text } from '../options.ts';
import { showForeign, toSafeJson } from '../terminal.ts';

const DEFAULT_LIMIT = 20;

/** `alacard history`: the exit code. Throws AlacardError. */
export async function runHistory(raw: RawOptions, host: Host): Promise<number> {
  const global = parseGlobalOptions(raw);
  const limit = parseLimit(raw);
  const file = findHistoryFile(host);
  if (raw.clear === true && file !== undefined) {
    const entries = await readHistory(file);
    await rm(file, { force: true });
    if (global.json) await host.terminal.out.write(`${toSafeJson({ forgotten: entries.length })}\n`);
    else if (!global.quiet) await host.terminal.err.write(`${entries.length} entries forgotten\n`);
    return 0;
  }
  const entries = file === undefined ? [] : (await readHistory(file)).reverse();
  const shown = entries.slice(0, limit);
  if (global.json) {
    await host.terminal.out.write(`${toSafeJson({ entries: shown, total: entries.length })}\n`);
    return 0;
  }
  await host.terminal.out.write(shown.map((entry) => `${toLine(entry)}\n`).join(''));
  if (global.quiet) return 0;
  if (entries.length === 0) {
    const why = file === undefined ? 'no history is kept here' : 'nothing was made yet';
    await host.terminal.err.write(`${why}\n`);
  } else if (entries.length > limit) {
    await host.terminal.err.write(`${limit} of ${entries.length}; see more with --limit\n`);
  }
  return 0;
}

function parseLimit(raw: RawOptions): number {
  const given = text(raw, 'limit', '--limit');
  if (given === undefined) return DEFAULT_LIMIT;
  if (/^[1-9]\d{0,6}$/.test(given)) return Number(given);
  throw new UsageError(`--limit takes a whole number from 1, not "${given}"`, {
    hint: 'For example: --limit 50.',
  });
}

const toLine = ({ time, model, sha, file }: HistoryEntry) =>
  [time.slice(0, 19).replace('T', ' '), model, sha?.slice(0, 7) ?? '-', file ?? '-']
    .map((part) => showForeign(part))
    .join('\t');
