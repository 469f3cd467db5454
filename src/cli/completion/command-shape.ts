import type { Command } from 'commander';

export interface OptionShape {
  /** `--output`. */
  long: string;
  /** `-o`. */
  short?: string;
  takesValue: boolean;
  /** The only values that it takes. */
  choices: readonly string[];
  about: string;
}

/** A command as completion and the manual page see it. */
export interface CommandShape {
  name: string;
  about: string;
  options: OptionShape[];
  /** The only words that it takes as arguments. */
  words: readonly string[];
  /** Whether its arguments may be files. */
  takesFiles: boolean;
  commands: CommandShape[];
}

/** Reads commander's own declaration, so that nothing is said twice. */
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
        ...(option.short !== undefined && { short: option.short }),
        takesValue: option.required || option.optional,
        choices: option.argChoices ?? [],
        about: oneLine(option.description),
      })),
    words: command.registeredArguments.flatMap((argument) => argument.argChoices ?? []),
    takesFiles: command.registeredArguments.some(
      ({ argChoices, name }) => argChoices === undefined && /model|notebook|file/.test(name()),
    ),
    commands: help.visibleCommands(command).map((child) => describeCommand(child)),
  };
}

/** The commands of a shape with the words that lead to each, itself first. */
export function flatten(
  shape: CommandShape,
  above: string[] = [],
): { path: string[]; shape: CommandShape }[] {
  return [
    { path: above, shape },
    ...shape.commands.flatMap((child) => flatten(child, [...above, child.name])),
  ];
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
