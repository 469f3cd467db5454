import { UsageError, WriteError } from '../../../errors.ts';
import { clearCacheFolder, describeCacheFolder, verifyCacheFolder } from '../../../hub/cache/cache-folder.ts';
import { formatBytes, formatCount } from '../../../notebook/quantity.ts';
import {
  clearEnvironments,
  listEnvironments,
  MAX_ENVIRONMENT_BYTES,
  type StoredEnvironment,
  totalBytes,
  verifyEnvironments,
} from '../../../run/environment/environment-folder.ts';
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
  const { document, text, pairs } = await act(action, folder, context).catch((error: Error) => {
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
  } else await out.write(`${toSafeText(text, { multiline: true })}\n`);
  return 0;
}

interface CacheReport {
  /** The fields of `--json`. */
  document: object;
  text: string;
  /** Used instead of the text on a terminal. */
  pairs?: (readonly [label: string, value: string])[];
}

async function act(
  action: (typeof CACHE_ACTIONS)[number],
  folder: string,
  context: CommandContext,
): Promise<CacheReport> {
  if (action === 'verify') return verify(folder, context);
  if (action === 'clear') return clear(folder, context);
  const info = await describeCacheFolder(folder);
  const environments = await listEnvironments(folder);
  const usedAtMs = Math.max(info.usedAtMs ?? 0, environments.at(-1)?.usedAtMs ?? 0);
  const limit = formatBytes(MAX_ENVIRONMENT_BYTES);
  const environmentBytes = totalBytes(environments);
  const { entries, bytes } = info;
  return {
    document: {
      entries,
      bytes,
      ...(usedAtMs > 0 && { usedAt: new Date(usedAtMs).toISOString() }),
      environments: {
        count: environments.length,
        bytes: environmentBytes,
        maxBytes: MAX_ENVIRONMENT_BYTES,
        list: environments.map(({ path, requirements, bytes, usedAtMs }) => ({
          path,
          requirements,
          bytes,
          usedAt: new Date(usedAtMs).toISOString(),
        })),
      },
    },
    text: [
      `${folder}: ${describeEntries(info)} of at most 500 MB`,
      ...(environments.length === 0 ? [] : [`${describeEnvironments(environments)} of at most ${limit}`]),
    ].join('\n'),
    pairs: [
      ['location', folder],
      ['entries', formatCount(entries)],
      ['size', `${formatBytes(bytes)} of at most 500 MB`],
      ['environments', `${environments.length}, ${formatBytes(environmentBytes)} of at most ${limit}`],
      ['last used', usedAtMs === 0 ? 'never' : formatTime(usedAtMs, Date.now())],
    ],
  };
}

async function verify(folder: string, context: CommandContext): Promise<CacheReport> {
  const verdict = await verifyCacheFolder(folder);
  const environments = await verifyEnvironments(folder, context);
  const { intact, removed, reclaimedBytes } = verdict;
  return {
    document: { ...verdict, environments },
    text: [
      `${count(intact, 'file')} intact, ${removed} damaged and removed, ${megabytes(reclaimedBytes)} freed`,
      ...(environments.intact + environments.removed === 0
        ? []
        : [
            `${count(environments.intact, 'environment')} intact, ${environments.removed} changed and removed`,
          ]),
    ].join('\n'),
  };
}

async function clear(folder: string, context: CommandContext): Promise<CacheReport> {
  const { entries, bytes, usedAtMs } = await clearCacheFolder(folder);
  const { removed, kept } = await clearEnvironments(folder, context);
  return {
    document: {
      entries,
      bytes,
      ...(usedAtMs !== undefined && { usedAt: new Date(usedAtMs).toISOString() }),
      environments: { count: removed.length, bytes: totalBytes(removed), inUse: kept.length },
    },
    text: [
      `removed ${describeEntries({ entries, bytes })}`,
      ...(removed.length === 0 ? [] : [`removed ${describeEnvironments(removed)}`]),
      ...(kept.length === 0
        ? []
        : [`kept ${describeEnvironments(kept)}, because a notebook is running there`]),
    ].join('\n'),
  };
}

const describeEntries = ({ entries, bytes }: { entries: number; bytes: number }) =>
  `${entries} ${entries === 1 ? 'entry' : 'entries'}, ${megabytes(bytes)}`;

const describeEnvironments = (environments: readonly StoredEnvironment[]) =>
  `${count(environments.length, 'environment')}, ${formatBytes(totalBytes(environments))}`;

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
