import { writeFileSync } from 'node:fs';
import { type CommandShape, describeCommand } from '../src/cli/commands/completion/command-shape.ts';
import { HELP_TOPICS } from '../src/cli/commands/help/help-topics.ts';
import { COMMANDS, createProgram } from '../src/cli/program.ts';
import { packageVersion } from '../src/package-root.ts';

/** Writes the manual page, dist/alacard.1, from the text of `--help` and `help <topic>`. */

const toRoff = (text: string) => text.replaceAll('\\', '\\e').replaceAll('-', '\\-');
/** Escapes lines that would be read as roff requests. */
const lines = (text: string) => toRoff(text.trim()).replace(/^(?=[.'])/gm, '\\&');
const verbatim = (text: string) => `.nf\n${lines(text)}\n.fi`;

function options(shape: CommandShape): string {
  return shape.options
    .map(({ long, short, takesValue, about }) => {
      const name = `${short === undefined ? '' : `${short}, `}${long}${takesValue ? ' <value>' : ''}`;
      return `.TP\n.B ${toRoff(name)}\n${lines(about)}`;
    })
    .join('\n');
}

function commandSection(shape: CommandShape): string {
  const { examples = '', notes = '' } = COMMANDS.find(({ name }) => name === shape.name) ?? {};
  return [
    `.SS alacard ${shape.name}`,
    `${lines(shape.about)}.`,
    options(shape),
    ...(notes === '' ? [] : ['.PP', verbatim(notes)]),
    '.PP',
    verbatim(examples.replace(/^Examples:\n/, '')),
  ].join('\n');
}

const program = describeCommand(createProgram(packageVersion(), async () => {}));
const page = [
  `.TH ALACARD 1 "" "alacard ${packageVersion()}" "User Commands"`,
  '.SH NAME',
  'alacard \\- turn a Hugging Face model id into a Jupyter notebook that runs',
  '.SH SYNOPSIS',
  '.B alacard',
  '<command> [options] [arguments]',
  '.SH GLOBAL OPTIONS',
  options(program),
  '.SH COMMANDS',
  ...program.commands.map(commandSection),
  ...HELP_TOPICS.flatMap(({ name, text }) => [`.SH ${name.replace('-', ' ').toUpperCase()}`, verbatim(text)]),
  '',
].join('\n');
writeFileSync(process.argv[2] ?? 'dist/alacard.1', page);
