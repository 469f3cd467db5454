import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UsageError } from '../../errors.ts';
import { writeNotebookFile } from '../../notebook/write.ts';
import { type FileSettings, readSettingsFile } from './read-settings.ts';
import type { SettingKey } from './setting-keys.ts';

/** Sets one value in the user's file, or takes it out; the file is replaced whole. Throws UsageError, WriteError. */
export async function writeSetting(path: string, key: SettingKey, value: string | undefined): Promise<void> {
  if (value !== undefined) key.check(value);
  const { [key.name]: _old, ...others } = readSettingsFile(path, path, { isProject: false });
  const settings: FileSettings = value === undefined ? others : { ...others, [key.name]: value };
  await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch(() => {});
  await writeNotebookFile(path, `${JSON.stringify(settings, null, 2)}\n`, { force: true });
}

/** The file to write to. Throws UsageError where the system knows no folder for it. */
export function requireUserFile(path: string | undefined): string {
  if (path !== undefined) return path;
  throw new UsageError('there is no folder for settings: the system names no home', {
    hint: 'Name one with ALACARD_CONFIG_DIR.',
  });
}
