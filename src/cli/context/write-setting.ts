import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { isAlacardError, UsageError, WriteError } from '../../errors.ts';
import { withLock } from '../../process-lock.ts';
import type { CommandContext } from './command-context.ts';
import { readSettingsFile } from './read-settings.ts';
import type { SettingKey } from './setting-keys.ts';

/**
 * Sets a value in the user's file, or removes it if the value is undefined. Other processes can do the same at the same
 * time.
 * @throws UsageError, WriteError
 */
export async function writeSetting(
  path: string,
  key: SettingKey,
  value: string | undefined,
  context: Pick<CommandContext, 'process' | 'signal'>,
): Promise<void> {
  if (value !== undefined) key.check(value);
  const { default: Conf } = await import('conf');
  const folder = dirname(path);
  const extension = extname(path);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await withLock(`${path}.lock`, context, async () => {
      // A broken file must be reported by name, and must not be replaced.
      readSettingsFile(path, path, { isProject: false });
      const store = new Conf<Record<string, string>>({
        cwd: folder,
        configName: basename(path, extension),
        fileExtension: extension,
        configFileMode: 0o600,
        accessPropertiesByDotNotation: false,
        serialize: (settings) => `${JSON.stringify(settings, null, 2)}\n`,
        deserialize: (text) => JSON.parse(text.replace(/^\ufeff/, '')),
      });
      if (value === undefined) store.delete(key.name);
      else store.set(key.name, value);
      await removeTemporaryFiles(path);
    });
  } catch (error) {
    if (isAlacardError(error) || context.signal.aborted) throw error;
    throw new WriteError(`could not save settings to ${path}: ${(error as Error).message}`, {
      hint: `Make ${folder} writable, or set ALACARD_CONFIG_DIR to another folder.`,
      cause: error,
    });
  }
}

/**
 * Removes temporary files that conf left behind when a process was killed. No other process writes while the lock is
 * held.
 */
async function removeTemporaryFiles(path: string): Promise<void> {
  for (const name of await readdir(dirname(path))) {
    if (name.startsWith(`${basename(path)}.tmp-`)) await rm(join(dirname(path), name), { force: true });
  }
}

/**
 * Returns the path of the user's file.
 * @throws UsageError if no settings folder is known.
 */
export function requireUserFile(path: string | undefined): string {
  if (path !== undefined) return path;
  throw new UsageError('no settings folder: the home folder is unknown', {
    hint: 'Set ALACARD_CONFIG_DIR to a folder.',
  });
}
