import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defined } from '../../defined.ts';
import { isAlacardError, UsageError } from '../../errors.ts';
import { closest } from '../arguments/closest.ts';
import type { RawOptions } from '../arguments/option-values.ts';
import { type FolderSource, findConfigDir } from './folders.ts';
import { rawName, SETTING_KEYS, type SettingKey, variableOf } from './setting-keys.ts';

export const PROJECT_FILE = 'alacard.config.json';
const USER_FILE = 'config.json';

/** A setting as it holds, and where it was set: a variable, a file, or nowhere. */
export interface Setting {
  key: SettingKey;
  value?: string;
  /** The variable's name or the file's path; `default` where nothing sets it. */
  origin: string;
}

export type FileSettings = Readonly<Record<string, string>>;

/** The user's own file; undefined where the system knows no home. */
export function findUserFile(source: FolderSource): string | undefined {
  const folder = findConfigDir(source);
  return folder === undefined ? undefined : join(folder, USER_FILE);
}

/** Every setting with its origin: environment, then the project's file, the user's, the default. Throws UsageError. */
export function readSettings(source: FolderSource): Setting[] {
  const projectFile = join(source.cwd, PROJECT_FILE);
  const userFile = findUserFile(source);
  const project = readSettingsFile(projectFile, PROJECT_FILE, { isProject: true });
  const user = userFile === undefined ? {} : readSettingsFile(userFile, userFile, { isProject: false });
  return SETTING_KEYS.map((key) => {
    for (const variable of [variableOf(key), ...(key.env === undefined ? [] : [key.env])]) {
      const value = source.env[variable]?.trim();
      if (value === undefined || value === '') continue;
      // What other tools' variables hold is theirs to judge, and may be a secret.
      if (variable === key.env) return { key, origin: variable };
      check(key, value, variable);
      return { key, value, origin: variable };
    }
    if (project[key.name] !== undefined) return { key, value: project[key.name]!, origin: PROJECT_FILE };
    if (user[key.name] !== undefined) return { key, value: user[key.name]!, origin: userFile! };
    return { key, origin: 'default', ...defined({ value: key.fallback }) };
  });
}

/** What was typed for one command (`generate --run` is two), and for what was not the settings. Throws UsageError naming the file or variable. */
export function withSettings(raw: RawOptions, command: string, source: FolderSource): RawOptions {
  const shares = (raw.share === true || command === 'share') && raw.gist !== true;
  const commands = [command, ...(raw.run === true ? ['run'] : []), ...(shares ? ['share-server'] : [])];
  if (!SETTING_KEYS.some((key) => takes(key, commands))) return raw;
  const completed: Record<string, string | boolean | undefined> = { ...raw };
  for (const { key, value, origin } of readSettings(source)) {
    if (!takes(key, commands) || origin === 'default' || value === undefined) continue;
    completed[rawName(key)] ??= value;
  }
  return completed;
}

const takes = (key: SettingKey, commands: readonly string[]) =>
  key.commands.some((name) => commands.includes(name));

/** A settings file, each value checked; {} where there is none. `name` is how errors call it. Throws UsageError. */
export function readSettingsFile(path: string, name: string, kind: { isProject: boolean }): FileSettings {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return {};
    throw new UsageError(`${name} can't be read: ${message}`, {
      hint: 'Mend or remove the file.',
      cause: error,
    });
  }
  const settings: Record<string, string> = {};
  for (const [field, value] of Object.entries(parseObject(text, name))) {
    if (field === '$schema') continue;
    const key = SETTING_KEYS.find((known) => known.name === field);
    if (key === undefined) throw unknownField(field, name);
    if (kind.isProject && !key.inProject) {
      throw new UsageError(
        `${name} may not set "${field}": where requests and tokens go is for the user alone`,
        {
          hint: `Set it for yourself: alacard config set ${field} <value>.`,
        },
      );
    }
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw new UsageError(`"${field}" in ${name} is no text`, { hint: 'Write each value in quotes.' });
    }
    check(key, String(value), name);
    if (kind.isProject && field === 'output') checkInside(String(value), name);
    settings[field] = String(value);
  }
  return settings;
}

function parseObject(text: string, name: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new UsageError(`${name} is no valid JSON: ${(error as Error).message}`, {
      hint: 'Mend it; it looks like { "format": "py" }.',
      cause: error,
    });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new UsageError(`${name} holds no settings`, { hint: 'It looks like { "format": "py" }.' });
}

function unknownField(field: string, name: string): UsageError {
  const guess = closest(
    field,
    SETTING_KEYS.map((key) => key.name),
  );
  return new UsageError(`${name} sets "${field}", which alacard doesn't know`, {
    hint: guess === undefined ? 'See what can be set: alacard config list.' : `Did you mean "${guess}"?`,
  });
}

function check(key: SettingKey, value: string, where: string): void {
  try {
    key.check(value);
  } catch (error) {
    if (!isAlacardError(error)) throw error;
    throw new UsageError(`${where}: ${error.message}`, {
      ...defined({ hint: error.hint }),
      cause: error,
    });
  }
}

/** A project's file comes from whoever wrote the project: it keeps to the project's folder. */
function checkInside(output: string, name: string): void {
  if (!/^(?:[\\/~]|[A-Za-z]:)|(?:^|[\\/])\.\.(?:[\\/]|$)/.test(output)) return;
  throw new UsageError(`"output" in ${name} leads out of the folder`, {
    hint: 'Name a folder or pattern below it, such as "notebooks/".',
  });
}
