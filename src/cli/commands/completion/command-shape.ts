import type { Argument, Command } from 'commander';
import { defined } from '../../../defined.ts';
import { VIEWERS } from '../../../run/find-viewer.ts';
import { SETTING_KEYS } from '../../context/setting-keys.ts';
import { CACHE_ACTIONS } from '../cache/options.ts';
import { CONFIG_ACTIONS } from '../config/options.ts';
import { QUANTIZATIONS } from '../generate/options.ts';
import { HELP_TOPICS } from '../help/help-topics.ts';
import { SHELLS } from './options.ts';

export interface OptionShape {
  /** Such as `--output`. */
  long: string;
  /** Such as `-o`. */
  short?: string;
  takesValue: boolean;
  /** The accepted values. Empty if any value is accepted. */
  choices: readonly string[];
  about: string;
}

/** A command as used by completion and the manual page. */
export interface CommandShape {
  name: string;
  about: string;
  options: OptionShape[];
  /** The accepted arguments. Empty if any argument is accepted. */
  words: readonly string[];
  /** Whether arguments can be files. */
  takesFiles: boolean;
  commands: CommandShape[];
}

/**
 * The accepted values of arguments and options. They are not declared to commander, because its error messages have no
 * hints.
 */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  'config action': CONFIG_ACTIONS,
  'config key': SETTING_KEYS.map(({ name }) => name),
  'cache action': CACHE_ACTIONS,
  'completion shell': SHELLS,
  'help command|topic': ['topics', ...HELP_TOPICS.map(({ name }) => name)],
  '--with': VIEWERS,
  '--quantize': QUANTIZATIONS,
  ...Object.fromEntries(SETTING_KEYS.map(({ name, choices = [] }) => [`--${name}`, choices])),
};

/** Describes a command from its declaration. */
export function describeCommand(command: Command): CommandShape {
  const help = command.createHelp();
  return {
    name: command.name(),
    about: oneLine(command.description()),
    options: help
      .visibleOptions(command)
      .filter((option) => option.long !== undefined)
      .map((option) => ({
        long: option.long!,
        ...defined({ short: option.short }),
        takesValue: option.required || option.optional,
        choices: WORDS[option.long!] ?? [],
        about: oneLine(option.description),
      })),
    words: command.registeredArguments.flatMap((argument) => wordsOf(command, argument)),
    takesFiles: command.registeredArguments.some((argument) => /model|notebook|file/.test(argument.name())),
    commands: help.visibleCommands(command).map((child) => describeCommand(child)),
  };
}

/** Lists a command and its subcommands, each with the words to type for it. */
export function flatten(
  shape: CommandShape,
  above: string[] = [],
): { path: string[]; shape: CommandShape }[] {
  return [
    { path: above, shape },
    ...shape.commands.flatMap((child) => flatten(child, [...above, child.name])),
  ];
}

const wordsOf = (command: Command, argument: Argument) => WORDS[`${command.name()} ${argument.name()}`] ?? [];

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
