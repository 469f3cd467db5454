import { UsageError, WriteError } from '../../../errors.ts';
import { clearCacheFolder, describeCacheFolder, verifyCacheFolder } from '../../../hub/cache/cache-folder.ts';
import { formatBytes, formatCount } from '../../../notebook/quantity.ts';
import { choice, parseGlobalOptions, type RawOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { findCacheDir } from '../../context/folders.ts';
import { formatTime } from '../../terminal/human-date.ts';
import { count } from '../../terminal/report.ts';
import { toSafeJson, toSafeText } from '../../terminal/terminal.ts';
import { CACHE_ACTIONS } from './options.ts';

/**
 * Runs `alacard cache`.
 * @returns The exit code.
 * @throws AlacardError
 */
export async function runCache(word: string, raw: RawOptions, context: CommandContext): Promise<number> {
  const global = parseGlobalOptions(raw);
  const action = choice(word, CACHE_ACTIONS, 'alacard cache', 'action');
  const folder = findCacheDir(context);
  if (folder === undefined) {
    throw new UsageError('no cache folder: the home folder is unknown', {
      hint: 'Set ALACARD_CACHE_DIR to a folder.',
    });
  }
  const { document, text, pairs } = await act(action, folder).catch((error: Error) => {
    throw new WriteError(`could not access the cache in ${folder}: ${error.message}`, {
      hint: 'Set ALACARD_CACHE_DIR to another folder.',
      cause: error,
    });
  });
  const { out } = context.terminal;
  if (global.json) await out.write(`${toSafeJson({ path: folder, ...document })}\n`);
  else if (out.isTTY && pairs !== undefined) {
    const { printPairs } = await import('../../terminal/table.ts');
    await printPairs(
      pairs.map(([label, value]) => [label, toSafeText(value)]),
      out,
    );
  } else await out.write(`${toSafeText(text)}\n`);
  return 0;
}

interface CacheReport {
  /** The fields of `--json`. */
  document: object;
  text: string;
  /** Used instead of the text on a terminal. */
  pairs?: (readonly [label: string, value: string])[];
}

async function act(action: (typeof CACHE_ACTIONS)[number], folder: string): Promise<CacheReport> {
  if (action === 'verify') {
    const verdict = await verifyCacheFolder(folder);
    const { intact, removed, reclaimedBytes } = verdict;
    return {
      document: verdict,
      text: `${count(intact, 'file')} intact, ${removed} damaged and removed, ${megabytes(reclaimedBytes)} freed`,
    };
  }
  const info = await (action === 'clear' ? clearCacheFolder(folder) : describeCacheFolder(folder));
  const { entries, bytes, usedAtMs } = info;
  const size = `${entries} ${entries === 1 ? 'entry' : 'entries'}, ${megabytes(bytes)}`;
  const document = {
    entries,
    bytes,
    ...(usedAtMs !== undefined && { usedAt: new Date(usedAtMs).toISOString() }),
  };
  if (action === 'clear') return { document, text: `removed ${size}` };
  return {
    document,
    text: `${folder}: ${size} of at most 500 MB`,
    pairs: [
      ['location', folder],
      ['entries', formatCount(entries)],
      ['size', `${formatBytes(bytes)} of at most 500 MB`],
      ['last used', usedAtMs === undefined ? 'never' : formatTime(usedAtMs, Date.now())],
    ],
  };
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
