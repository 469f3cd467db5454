import { defined } from '../../../defined.ts';
import { UsageError } from '../../../errors.ts';
import { choice, parseGlobalOptions, type RawOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { findUserFile, readSettings, readSettingsFile, type Setting } from '../../context/read-settings.ts';
import { findSettingKey, variableOf } from '../../context/setting-keys.ts';
import { requireUserFile, writeSetting } from '../../context/write-setting.ts';
import type { Column } from '../../terminal/columns.ts';
import { shortPath } from '../../terminal/short-path.ts';
import { toSafeJson, toSafeText } from '../../terminal/terminal.ts';
import { CONFIG_ACTIONS } from './options.ts';

interface ConfigWords {
  action: string;
  key: string | undefined;
  value: string | undefined;
}

/**
 * Runs `alacard config`.
 * @returns The exit code.
 * @throws AlacardError
 */
export async function runConfig(
  words: ConfigWords,
  raw: RawOptions,
  context: CommandContext,
): Promise<number> {
  const global = parseGlobalOptions(raw);
  const action = choice(words.action, CONFIG_ACTIONS, 'alacard config', 'action');
  checkWords(action, words);
  const print = (document: object, text: string) =>
    context.terminal.out.write(global.json ? `${toSafeJson(document)}\n` : text);
  const note = async (text: string) => {
    if (!global.json && !global.quiet) await context.terminal.err.write(`${toSafeText(text)}\n`);
  };

  if (action === 'list') {
    const settings = readSettings(context);
    if (global.json) await print({ settings: settings.map(toDocument) }, '');
    else await printSettings(settings, context);
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
    await print(toDocument(setting), setting.value === undefined ? '' : `${toSafeText(setting.value)}\n`);
    if (setting.value === undefined) await note(`${key.name} is not set (${setting.origin})`);
    return 0;
  }
  const path = requireUserFile(findUserFile(context));
  await writeSetting(path, key, action === 'set' ? words.value! : undefined, context);
  await print({ key: key.name, ...(action === 'set' && { value: words.value }), path }, '');
  await note(
    action === 'set' ? `Set ${key.name} to ${words.value} in ${path}.` : `Unset ${key.name} in ${path}.`,
  );
  await noteIfOverridden(key.name, context, note);
  return 0;
}

function checkWords(action: (typeof CONFIG_ACTIONS)[number], { key, value }: ConfigWords): void {
  const wanted = { list: 0, path: 0, get: 1, unset: 1, set: 2 }[action];
  const given = value !== undefined ? 2 : key !== undefined ? 1 : 0;
  if (given === wanted) return;
  const usage = { list: '', path: '', get: ' <setting>', unset: ' <setting>', set: ' <setting> <value>' }[
    action
  ];
  throw new UsageError(
    `config ${action} ${['does not accept arguments', 'requires a setting', 'requires a setting and a value'][wanted]}`,
    {
      hint: `Usage: alacard config ${action}${usage}`,
    },
  );
}

/** Prints a note if something takes precedence over the value in the user's file. */
async function noteIfOverridden(
  name: string,
  context: CommandContext,
  note: (text: string) => Promise<void>,
): Promise<void> {
  const userFile = findUserFile(context)!;
  const current = readSettings(context).find(({ key }) => key.name === name)!;
  const isSet = readSettingsFile(userFile, userFile, { isProject: false })[name] !== undefined;
  if (isSet && current.origin !== userFile) await note(`note: ${current.origin} takes precedence here`);
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

async function printSettings(settings: readonly Setting[], context: CommandContext): Promise<void> {
  const { out } = context.terminal;
  const { drawCells, printTable } = await import('../../terminal/table.ts');
  const columns: Column<Setting>[] = [
    { title: 'SETTING', cell: ({ key }) => key.name },
    { title: 'VALUE', cell: ({ value }) => toSafeText(value ?? '-'), minWidth: 12 },
    { title: 'SOURCE', cell: ({ origin }) => toSafeText(shortPath(origin, context)), minWidth: 12 },
  ];
  if (out.isTTY) return printTable(columns, settings, out);
  const rows = settings.map(({ key, value, origin }) => [
    key.name,
    toSafeText(value ?? '-'),
    toSafeText(origin),
  ]);
  await out.write(`${(await drawCells(rows)).join('\n')}\n`);
}
