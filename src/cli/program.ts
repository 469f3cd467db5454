import { Command, CommanderError, Option } from 'commander';
import { UsageError } from '../errors.ts';
import type { CommandDeclaration } from './arguments/declaration.ts';
import { declareGlobalOptions, type RawOptions } from './arguments/option-values.ts';
import { cache } from './commands/cache/command.ts';
import { completion } from './commands/completion/command.ts';
import { config } from './commands/config/command.ts';
import { generate } from './commands/generate/command.ts';
import { help } from './commands/help/command.ts';
import { history } from './commands/history/command.ts';
import { info } from './commands/info/command.ts';
import { open } from './commands/open/command.ts';
import { pick } from './commands/pick/command.ts';
import { popular } from './commands/popular/command.ts';
import { preview } from './commands/preview/command.ts';
import { run } from './commands/run/command.ts';
import { search } from './commands/search/command.ts';
import { serve } from './commands/serve/command.ts';
import { share } from './commands/share/command.ts';
import { unshare } from './commands/unshare/command.ts';
import type { CommandContext } from './context/command-context.ts';
import { withSettings } from './context/read-settings.ts';
import { canAsk } from './terminal/can-ask.ts';
import { reportError } from './terminal/report-error.ts';

/** The commands as the help groups and orders them. */
const COMMAND_GROUPS: readonly [title: string, commands: readonly CommandDeclaration[]][] = [
  ['Generate notebooks:', [generate, preview, pick]],
  ['Find models:', [popular, search, info]],
  ['Run and open notebooks:', [run, open]],
  ['Share notebooks:', [share, unshare, serve]],
  ['Other commands:', [history, config, cache, completion, help]],
];

export const COMMANDS: readonly CommandDeclaration[] = COMMAND_GROUPS.flatMap(([, commands]) => commands);

const EXAMPLES = `Examples:
  alacard                                       Choose a model interactively
  alacard generate openai-community/gpt2        Write gpt2.ipynb
  alacard generate ./my-model                   Use a local model card
  alacard preview gpt2.ipynb                    Show it in the terminal
  alacard run gpt2.ipynb                        Run it and save an executed copy
  alacard open gpt2.ipynb                       Open it in an editor or browser
  alacard popular --category translation        List popular translation models
`;

const LEARN_MORE = `
Run \`alacard help <command>\` to see the options of a command. Run \`alacard help
topics\` to list topics such as auth, output and exit-codes.
`;

/** Runs the parsed command and resolves to its exit code. Tests replace it to check how argv is parsed. */
export type RunCommand = (
  command: CommandDeclaration,
  args: readonly unknown[],
  raw: RawOptions,
) => Promise<number>;

/** Runs the command line and resolves to the exit code. Reports errors instead of throwing them. */
export async function runProgram(argv: readonly string[], context: CommandContext): Promise<number> {
  try {
    return await dispatch(argv, context, (command, args, raw) =>
      command.run(args, withSettings(raw, command.name, context), context, () =>
        createProgram(context.version, async () => {}),
      ),
    );
  } catch (error) {
    const options = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined);
    return reportError(error, context, {
      json: options.includes('--json'),
      debug: options.includes('--debug'),
    });
  }
}

/**
 * Parses `argv` and runs the command.
 * @throws UsageError, and the errors of the command
 */
export async function dispatch(
  argv: readonly string[],
  context: Pick<CommandContext, 'terminal' | 'version' | 'env' | 'keyboard'>,
  runCommand: RunCommand,
): Promise<number> {
  let exitCode = 0;
  let help = '';
  const print = (text: string) => {
    help += text;
  };
  const named = COMMANDS.filter(({ name }) => name === argv[0]);
  const program = createProgram(
    context.version,
    async (...command) => {
      exitCode = await runCommand(...command);
    },
    named.length > 0 ? named : COMMANDS,
  );
  for (const command of [program, ...program.commands]) {
    command.configureOutput({ writeOut: print, writeErr: print, outputError: () => {} });
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) {
      if (error.code !== 'commander.help' || argv.includes('--json')) throw toUsageError(error, argv);
      if (canAsk(context)) return runCommand(pick, [], program.opts());
      await context.terminal.err.write(help);
      return 2;
    }
    await context.terminal.out.write(help);
  }
  return exitCode;
}

/** Declares the whole command line to commander. */
export function createProgram(
  version: string,
  act: (...command: Parameters<RunCommand>) => Promise<void>,
  commands: readonly CommandDeclaration[] = COMMANDS,
): Command {
  const program = new Command('alacard')
    .description('Turn a Hugging Face model id into a Jupyter notebook that runs.')
    .version(version, '-v, --version', 'Print the version')
    .addOption(new Option('-V').hideHelp())
    .on('option:V', () => (program as Command & NodeJS.EventEmitter).emit('option:version'))
    .helpOption('-h, --help', 'Print help')
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (title) => (title === 'Global Options:' ? 'Global options:' : title),
      subcommandTerm: (command) => command.name(),
    })
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', LEARN_MORE)
    .helpCommand(false)
    .exitOverride();
  declareGlobalOptions(program);
  for (const declaration of commands) {
    const command = new Command(declaration.name)
      .copyInheritedSettings(program)
      .description(declaration.description)
      .addHelpText('before', declaration.examples)
      .addHelpText('after', `${declaration.notes}${listTopics(declaration)}`)
      .helpGroup(COMMAND_GROUPS.find(([, group]) => group.includes(declaration))![0])
      .action(() => act(declaration, command.processedArgs, command.optsWithGlobals()));
    declaration.declare(command);
    program.addCommand(command);
  }
  return program;
}

function listTopics({ topics = [] }: CommandDeclaration): string {
  return `\nTo learn more, run \`alacard help <topic>\`. Topics:\n  ${[...topics, 'exit-codes'].join(', ')}\n`;
}

/** A hint with the command's first example. */
function showExample({ examples }: CommandDeclaration): string {
  const [, first = ''] = examples.split('\n');
  return `For example: ${first.trim().replace(/ {2}.*/s, '')}`;
}

function toUsageError(error: CommanderError, argv: readonly string[]): UsageError {
  const [first = '', guess] = error.message.split('\n');
  const message = first.replace(/^error: /, '');
  const unknown = argv.find((word) => !word.startsWith('-')) ?? '';
  const command = argv.map((word) => COMMANDS.find(({ name }) => name === word)).find(Boolean) ?? generate;
  const hints: Record<string, string> = {
    'commander.help': showExample(generate),
    'commander.missingArgument': showExample(command),
    'commander.unknownCommand': /[/.@]/.test(unknown)
      ? `To generate a notebook, run: alacard generate ${unknown}`
      : 'For a list of commands, run: alacard --help',
  };
  const didYouMean = guess?.replace(/^\(|\)$/g, '');
  return new UsageError(error.code === 'commander.help' ? 'no command given' : message, {
    hint: didYouMean ?? hints[error.code] ?? `For a list of options, run: alacard ${command.name} --help`,
  });
}
