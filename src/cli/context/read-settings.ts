import { join } from 'node:path';
import { defined } from '../../defined.ts';
import { isAlacardError, UsageError } from '../../errors.ts';
import { readRegularFileSync } from '../../regular-file.ts';
import { closest } from '../arguments/closest.ts';
import type { RawOptions } from '../arguments/option-values.ts';
import { type FolderSource, findConfigDir } from './folders.ts';
import { rawName, SETTING_KEYS, type SettingKey, variableOf } from './setting-keys.ts';

export const PROJECT_FILE = 'alacard.config.json';
const USER_FILE = 'config.json';

/** A setting's current value, and the variable or file that set it. */
export interface Setting {
  key: SettingKey;
  value?: string;
  /** The variable's name or the file's path, or `default` if nothing sets it. */
  origin: string;
}

export type FileSettings = Readonly<Record<string, string>>;

/** The path of the user's own settings file. Returns undefined if the home folder is unknown. */
export function findUserFile(source: FolderSource): string | undefined {
  const folder = findConfigDir(source);
  return folder === undefined ? undefined : join(folder, USER_FILE);
}

/**
 * Returns every setting with its origin. The environment comes first, then the project's file, the user's file and the
 * default.
 * @throws UsageError
 */
export function readSettings(source: FolderSource): Setting[] {
  const projectFile = join(source.cwd, PROJECT_FILE);
  const userFile = findUserFile(source);
  const project = readSettingsFile(projectFile, PROJECT_FILE, { isProject: true });
  const user = userFile === undefined ? {} : readSettingsFile(userFile, userFile, { isProject: false });
  return SETTING_KEYS.map((key) => {
    for (const variable of [variableOf(key), ...(key.env === undefined ? [] : [key.env])]) {
      const value = source.env[variable]?.trim();
      if (value === undefined || value === '') continue;
      // Other code checks the variables of other tools, and their values can be secrets.
      if (variable === key.env) return { key, origin: variable };
      check(key, value, variable);
      return { key, value, origin: variable };
    }
    if (project[key.name] !== undefined) return { key, value: project[key.name]!, origin: PROJECT_FILE };
    if (user[key.name] !== undefined) return { key, value: user[key.name]!, origin: userFile! };
    return { key, origin: 'default', ...defined({ value: key.defaultValue }) };
  });
}

/**
 * Adds the command's settings to the options given on the command line. `generate --run` counts as two commands.
 * @throws UsageError that names the file or variable
 */
export function withSettings(raw: RawOptions, command: string, source: FolderSource): RawOptions {
  const shares = (raw.share === true || command === 'share') && raw.gist !== true;
  const commands = [command, ...(raw.run === true ? ['run'] : []), ...(shares ? ['share-server'] : [])];
  if (!SETTING_KEYS.some((key) => takes(key, commands))) return raw;
  const completed: Record<string, string | boolean | undefined> = { ...raw };
  for (const { key, value, origin } of readSettings(source)) {
    if (!takes(key, commands) || origin === 'default' || value === undefined) continue;
    if (key.name === 'python' && raw.here === true) continue;
    if (key.name === 'output' && origin === PROJECT_FILE && raw.output === undefined) {
      completed.projectOutput = true;
    }
    completed[rawName(key)] ??= value;
  }
  return completed;
}

const takes = (key: SettingKey, commands: readonly string[]) =>
  key.commands.some((name) => commands.includes(name));

/**
 * Reads and checks a settings file. A missing file has no settings.
 * @param name The file's name in error messages.
 * @throws UsageError
 */
export function readSettingsFile(path: string, name: string, kind: { isProject: boolean }): FileSettings {
  let text: string;
  try {
    text = readRegularFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return {};
    throw new UsageError(`could not read ${name}: ${message}`, {
      hint: 'Fix or delete the file.',
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
        `${name} cannot set "${field}", because a project must not control where requests and tokens are sent`,
        {
          hint: `Set it in your own settings: alacard config set ${field} <value>`,
        },
      );
    }
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw new UsageError(`"${field}" must be a string (in ${name})`, {
        hint: 'Put each value in quotes.',
      });
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
    throw new UsageError(`${name} is not valid JSON: ${(error as Error).message}`, {
      hint: 'Fix or delete the file. It should look like { "format": "py" }.',
      cause: error,
    });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new UsageError(`${name} must be a JSON object`, { hint: 'It should look like { "format": "py" }.' });
}

function unknownField(field: string, name: string): UsageError {
  const guess = closest(
    field,
    SETTING_KEYS.map((key) => key.name),
  );
  return new UsageError(`unknown setting "${field}" in ${name}`, {
    hint: guess === undefined ? 'List all settings: alacard config list' : `Did you mean "${guess}"?`,
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

/**
 * Keeps the output inside the project and out of hidden folders such as `.git`, because a project may be untrusted.
 * Symbolic links are checked when the file is written.
 */
function checkInside(output: string, name: string): void {
  if (!/^(?:[\\/~]|[A-Za-z]:)|(?:^|[\\/])\.(?!$|[\\/])/.test(output)) return;
  throw new UsageError(
    `"output" must stay inside the project folder and out of hidden folders (in ${name})`,
    {
      hint: 'Use a folder or pattern such as "notebooks/", or choose the file yourself with --output.',
    },
  );
}
