import { UsageError, WriteError } from '../../../errors.ts';
import { clearCacheFolder, describeCacheFolder, verifyCacheFolder } from '../../../hub/cache/cache-folder.ts';
import { choice, parseGlobalOptions, type RawOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { findCacheDir } from '../../context/folders.ts';
import { count } from '../../terminal/report.ts';
import { showForeign, toSafeJson } from '../../terminal/terminal.ts';
import { CACHE_ACTIONS } from './options.ts';

/** `alacard cache`: the exit code. Throws AlacardError. */
export async function runCache(word: string, raw: RawOptions, context: CommandContext): Promise<number> {
  const global = parseGlobalOptions(raw);
  const action = choice(word, CACHE_ACTIONS, 'cache');
  const dir = findCacheDir(context);
  if (dir === undefined) {
    throw new UsageError('there is no cache: the system names no home', {
      hint: 'Name a folder with ALACARD_CACHE_DIR.',
    });
  }
  const { document, text } = await act(action, dir).catch((error: Error) => {
    throw new WriteError(`the cache in ${dir} can't be worked on: ${error.message}`, {
      hint: 'Choose another folder with ALACARD_CACHE_DIR.',
      cause: error,
    });
  });
  if (global.json) await context.terminal.out.write(`${toSafeJson({ path: dir, ...document })}\n`);
  else await context.terminal.out.write(`${showForeign(text)}\n`);
  return 0;
}

async function act(
  action: (typeof CACHE_ACTIONS)[number],
  dir: string,
): Promise<{ document: object; text: string }> {
  if (action === 'verify') {
    const verdict = await verifyCacheFolder(dir);
    const { intact, removed, reclaimedBytes } = verdict;
    return {
      document: verdict,
      text: `${count(intact, 'file')} intact, ${removed} damaged and removed, ${megabytes(reclaimedBytes)} given back`,
    };
  }
  const info = await (action === 'clear' ? clearCacheFolder(dir) : describeCacheFolder(dir));
  const { entries, bytes, usedAtMs } = info;
  const size = `${entries} ${entries === 1 ? 'entry' : 'entries'}, ${megabytes(bytes)}`;
  return {
    document: {
      entries,
      bytes,
      ...(usedAtMs !== undefined && { usedAt: new Date(usedAtMs).toISOString() }),
    },
    text: action === 'clear' ? `removed ${size}` : `${dir}: ${size} of at most 500 MB`,
  };
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
