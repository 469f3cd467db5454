import type { Command } from 'commander';
import { UsageError } from '../../../errors.ts';
import { closest } from '../../arguments/closest.ts';
import { parseGlobalOptions, type RawOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { toSafeJson } from '../../terminal/terminal.ts';
import { HELP_TOPICS } from './help-topics.ts';

/**
 * Runs `alacard help` and resolves to the exit code.
 * @throws UsageError
 */
export async function runHelp(
  about: string | undefined,
  raw: RawOptions,
  context: CommandContext,
  program: Command,
): Promise<number> {
  const text = findHelp(about, program);
  const { json } = parseGlobalOptions(raw);
  await context.terminal.out.write(json ? `${toSafeJson({ about: about ?? 'alacard', text })}\n` : text);
  return 0;
}

function findHelp(about: string | undefined, program: Command): string {
  if (about === 'topics') return listTopics();
  const topic = HELP_TOPICS.find(({ name }) => name === about);
  if (topic !== undefined) return topic.text;
  const command = about === undefined ? program : program.commands.find((known) => known.name() === about);
  if (command === undefined)
    throw unknownTopic(
      about!,
      program.commands.map((known) => known.name()),
    );
  let text = '';
  const write = (part: string) => {
    text += part;
  };
  command.configureOutput({ writeOut: write, writeErr: write });
  command.outputHelp();
  return text;
}

function listTopics(): string {
  const width = Math.max(...HELP_TOPICS.map(({ name }) => name.length));
  const rows = HELP_TOPICS.map(({ name, about }) => `  alacard help ${name.padEnd(width)}  ${about}\n`);
  return `Help topics:\n${rows.join('')}`;
}

function unknownTopic(about: string, commands: readonly string[]): UsageError {
  const guess = closest(about, [...commands, ...HELP_TOPICS.map(({ name }) => name)]);
  return new UsageError(`unknown command or topic "${about}"`, {
    hint:
      guess === undefined
        ? 'For a list, run: alacard --help, or alacard help topics'
        : `Did you mean alacard help ${guess}?`,
  });
}
