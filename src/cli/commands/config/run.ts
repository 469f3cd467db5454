import { defined } from '../../../defined.ts';
import { UsageError } from '../../../errors.ts';
import { choice, parseGlobalOptions, type RawOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { findUserFile, readSettings, readSettingsFile, type Setting } from '../../context/read-settings.ts';
import { findSettingKey, variableOf } from '../../context/setting-keys.ts';
import { requireUserFile, writeSetting } from '../../context/write-setting.ts';
import { loadStyle, showForeign, toSafeJson } from '../../terminal/terminal.ts';
import { CONFIG_ACTIONS } from './options.ts';

interface ConfigWords {
  action: string;
  key: string | undefined;
  value: string | undefined;
}

/** `alacard config`: the exit code. Throws AlacardError. */
export async function runConfig(
  words: ConfigWords,
  raw: RawOptions,
  context: CommandContext,
): Promise<number> {
  const global = parseGlobalOptions(raw);
  const action = choice(words.action, CONFIG_ACTIONS, 'config');
  checkWords(action, words);
  const print = (document: object, text: string) =>
    context.terminal.out.write(global.json ? `${toSafeJson(document)}\n` : text);
  const tell = async (text: string) => {
    if (!global.json && !global.quiet) await context.terminal.err.write(`${showForeign(text)}\n`);
  };

  if (action === 'list') {
    const settings = readSettings(context);
    await print({ settings: settings.map(toDocument) }, await toTable(settings, context));
    return 0;
  }
  if (action === 'path') {
    const path = requireUserFile(findUserFile(context));
    await print({ path }, `${path}\n`);
    return 0;
  }

  const key = findSettingKey(words.key!);
  if (action === 'get') {
    const setting = readSettings(context).find((found) => found.key.name === key.name)!;
    await print(toDocument(setting), setting.value === undefined ? '' : `${showForeign(setting.value)}\n`);
    if (setting.value === undefined) await tell(`${key.name} is not set (${setting.origin})`);
    return 0;
  }
  const path = requireUserFile(findUserFile(context));
  await writeSetting(path, key, action === 'set' ? words.value! : undefined);
  await print({ key: key.name, ...(action === 'set' && { value: words.value }), path }, '');
  await tell(`${key.name} ${action === 'set' ? `= ${words.value}` : 'unset'} in ${path}`);
  await tellIfShadowed(key.name, context, tell);
  return 0;
}

function checkWords(action: (typeof CONFIG_ACTIONS)[number], { key, value }: ConfigWords): void {
  const wanted = { list: 0, path: 0, get: 1, unset: 1, set: 2 }[action];
  const given = value !== undefined ? 2 : key !== undefined ? 1 : 0;
  if (given === wanted) return;
  const usage = { list: '', path: '', get: ' <key>', unset: ' <key>', set: ' <key> <value>' }[action];
  throw new UsageError(`config ${action} takes ${['no key', 'a key', 'a key and a value'][wanted]}`, {
    hint: `Write it so: alacard config ${action}${usage}.`,
  });
}

/** What was set in the user's file may not be what holds. */
async function tellIfShadowed(
  name: string,
  context: CommandContext,
  tell: (text: string) => Promise<void>,
): Promise<void> {
  const userFile = findUserFile(context)!;
  const holds = readSettings(context).find(({ key }) => key.name === name)!;
  const isSet = readSettingsFile(userFile, userFile, { isProject: false })[name] !== undefined;
  if (isSet && holds.origin !== userFile) await tell(`note: here ${holds.origin} counts more`);
}

function toDocument({ key, value, origin }: Setting): object {
  return {
    key: key.name,
    ...defined({ value }),
    origin,
    variable: variableOf(key),
    about: key.about,
    ...defined({ choices: key.choices }),
  };
}

async function toTable(settings: readonly Setting[], context: CommandContext): Promise<string> {
  const style = await loadStyle(context.terminal.out);
  const rows = settings.map(({ key, value, origin }) => [
    key.name,
    showForeign(value ?? '-'),
    showForeign(origin),
  ]);
  const width = (column: number) => Math.max(...rows.map((row) => row[column]!.length));
  const [nameWidth, valueWidth] = [width(0), width(1)];
  return rows
    .map(
      ([name, value, origin]) =>
        `${style.bold(name!.padEnd(nameWidth))}  ${value!.padEnd(valueWidth)}  ${style.dim(origin!)}\n`,
    )
    .join('');
}
