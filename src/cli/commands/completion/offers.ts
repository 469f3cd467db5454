import type { CommandShape, OptionShape } from './command-shape.ts';

type Found = { path: string[]; shape: CommandShape };

const namesOf = ({ long, short }: OptionShape) => (short === undefined ? [long] : [long, short]);

/** A command's own options and those that every command takes. */
export function offeredOptions(shape: CommandShape, root: CommandShape): OptionShape[] {
  const own = new Set(shape.options.map(({ long }) => long));
  return [...shape.options, ...root.options.filter(({ long }) => !own.has(long) && long !== '--version')];
}

/** All that may stand next: commands, words of arguments, options. */
export function offeredWords(shape: CommandShape, root: CommandShape): string[] {
  return [
    ...shape.commands.map(({ name }) => name),
    ...shape.words,
    ...offeredOptions(shape, root).map(({ long }) => long),
  ];
}

/** Options that take one of a few values, over all commands. */
export function listChoices(commands: Found[]): { names: string[]; choices: readonly string[] }[] {
  const found = new Map<string, { names: string[]; choices: readonly string[] }>();
  for (const option of commands.flatMap(({ shape }) => shape.options)) {
    if (option.choices.length > 0)
      found.set(option.long, { names: namesOf(option), choices: option.choices });
  }
  return [...found.values()];
}

/** Names of the options whose value is a path. */
export function listFileOptions(commands: Found[]): string[] {
  const options = commands.flatMap(({ shape }) => shape.options).filter(isFileOption);
  return [...new Set(options.flatMap(namesOf))];
}

export const isFileOption = ({ long, takesValue, choices }: OptionShape): boolean =>
  takesValue && choices.length === 0 && /^--(?:output|token-file|from|python|data-dir)$/.test(long);
