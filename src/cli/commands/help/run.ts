import type { Command } from 'commander';
import { UsageError } from '../../../errors.ts';
import { closest } from '../../arguments/closest.ts';
import { parseGlobalOptions, type RawOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { toSafeJson } from '../../terminal/terminal.ts';
import { HELP_TOPICS } from './help-topics.ts';

/**
 * Runs `alacard help` and resolves to the exit code.
 * @param about the command or topic, or an empty text for the program's own help
 * @throws UsageError
 */
export async function runHelp(
  about: string,
  raw: RawOptions,
  context: CommandContext,
  program: Command,
): Promise<number> {
  const text = findHelp(about, program);
  const { json } = parseGlobalOptions(raw);
  await context.terminal.out.write(json ? `${toSafeJson({ about: about || 'alacard', text })}\n` : text);
  return 0;
}

/** Other words for commands, in lowercase. */
const COMMAND_WORDS: Readonly<Record<string, readonly string[]>> = {
  generate: ['notebook', 'notebooks', 'cell', 'cells'],
  pick: ['picker', 'interactive'],
  serve: ['server', 'host', 'hosting'],
};

/** A command or topic: its name, other words for it and its text. */
interface Page {
  name: string;
  words: readonly string[];
  text(): string;
}

function findHelp(about: string, program: Command): string {
  if (about === '') return textOf(program);
  const name = about
    .toLowerCase()
    .split(/[^a-z0-9]/)
    .filter((word) => word !== '')
    .join('-');
  const pages: Page[] = [
    { name: 'topics', words: ['topic'], text: listTopics },
    ...HELP_TOPICS.map((topic) => ({ ...topic, text: () => topic.text })),
    ...program.commands.map((command) => ({
      name: command.name(),
      words: COMMAND_WORDS[command.name()] ?? [],
      text: () => textOf(command),
    })),
  ];
  const page = pages.find((known) => known.name === name) ?? pages.find(({ words }) => words.includes(name));
  if (page !== undefined) return page.text();
  const mentioned = pages.filter((known) => mentions(name.split('-'), known));
  if (mentioned.length === 1) return mentioned[0]!.text();
  throw unknownTopic(about, mentioned.length > 0 ? mentioned : nearest(name, pages));
}

const mentions = (phrase: readonly string[], { name, words }: Page) =>
  [name, ...words].some((word) => phrase.includes(word));

/** The page with the closest name, or else with the closest other word. */
function nearest(about: string, pages: readonly Page[]): Page[] {
  const name = closest(
    about,
    pages.map((page) => page.name),
  );
  const word = closest(
    about,
    pages.flatMap(({ words }) => words),
  );
  const page =
    pages.find((known) => known.name === name) ??
    pages.find(({ words }) => word !== undefined && words.includes(word));
  return page === undefined ? [] : [page];
}

function textOf(command: Command): string {
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

function unknownTopic(about: string, near: readonly Page[]): UsageError {
  return new UsageError(`unknown command or topic "${about}"`, {
    hint:
      near.length === 0
        ? 'For a list, run: alacard --help, or alacard help topics'
        : `Did you mean ${near.map(({ name }) => `alacard help ${name}`).join(' or ')}?`,
  });
}
