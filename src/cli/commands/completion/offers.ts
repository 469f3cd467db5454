import type { CommandShape, OptionShape } from './command-shape.ts';

type CommandAtPath = { path: string[]; shape: CommandShape };

const namesOf = ({ long, short }: OptionShape) => (short === undefined ? [long] : [long, short]);

/** The options of a command, followed by the global options. */
export function offeredOptions(shape: CommandShape, root: CommandShape): OptionShape[] {
  const own = new Set(shape.options.map(({ long }) => long));
  return [...shape.options, ...root.options.filter(({ long }) => !own.has(long) && long !== '--version')];
}

/** All words that can come next: commands, argument values and options. */
export function offeredWords(shape: CommandShape, root: CommandShape): string[] {
  return [
    ...shape.commands.map(({ name }) => name),
    ...shape.words,
    ...offeredOptions(shape, root).map(({ long }) => long),
  ];
}

/** The options of all commands that accept a fixed set of values. */
export function listChoices(commands: CommandAtPath[]): { names: string[]; choices: readonly string[] }[] {
  const found = new Map<string, { names: string[]; choices: readonly string[] }>();
  for (const option of commands.flatMap(({ shape }) => shape.options)) {
    if (option.choices.length > 0)
      found.set(option.long, { names: namesOf(option), choices: option.choices });
  }
  return [...found.values()];
}

/** The names of all options that take a path. */
export function listFileOptions(commands: CommandAtPath[]): string[] {
  const options = commands.flatMap(({ shape }) => shape.options).filter(isFileOption);
  return [...new Set(options.flatMap(namesOf))];
}

export const isFileOption = ({ long, takesValue, choices }: OptionShape): boolean =>
  takesValue && choices.length === 0 && /^--(?:output|token-file|from|failed-to|python|data-dir)$/.test(long);
