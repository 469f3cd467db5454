import { Command, CommanderError } from 'commander';
import { UsageError } from '../errors.ts';
import { type CommandDeclaration, EXIT_CODES } from './arguments/declaration.ts';
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
import { run } from './commands/run/command.ts';
import { search } from './commands/search/command.ts';
import { serve } from './commands/serve/command.ts';
import { share } from './commands/share/command.ts';
import { unshare } from './commands/unshare/command.ts';
import type { CommandContext } from './context/command-context.ts';
import { withSettings } from './context/read-settings.ts';
import { canAsk } from './terminal/can-ask.ts';
import { reportError } from './terminal/report-error.ts';

/** In the order of the help. */
export const COMMANDS: readonly CommandDeclaration[] = [
  generate,
  pick,
  popular,
  search,
  info,
  run,
  open,
  share,
  unshare,
  serve,
  history,
  config,
  cache,
  completion,
  help,
];

const EXAMPLES = `Examples:
  alacard                                                pick a model, step by step
  alacard generate openai-community/gpt2                 write gpt2.ipynb
  alacard generate ./my-model                            see the notebook before you publish
  alacard popular --category translation                 find a model
  alacard run gpt2.ipynb                                 run it, and keep gpt2.executed.ipynb
  alacard open gpt2.ipynb                                in VS Code, JupyterLab or the browser
  alacard generate --help                                all that generate can do
`;

/** Runs what was typed; resolves to the exit code. A table of argv needs no more to be tested. */
export type RunCommand = (
  command: CommandDeclaration,
  args: readonly unknown[],
  raw: RawOptions,
) => Promise<number>;

/** Never throws; resolves to the exit code. */
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

/** Parses and runs one command. Throws UsageError, and what the command throws. */
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

/** The commands as commander knows them. */
export function createProgram(
  version: string,
  act: (...command: Parameters<RunCommand>) => Promise<void>,
  commands: readonly CommandDeclaration[] = COMMANDS,
): Command {
  const program = new Command('alacard')
    .description('Turn a Hugging Face model id into a Jupyter notebook that runs.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', `\n${EXIT_CODES}`)
    .helpCommand(false)
    .exitOverride();
  declareGlobalOptions(program);
  for (const declaration of commands) {
    const command = new Command(declaration.name)
      .copyInheritedSettings(program)
      .description(declaration.description)
      .addHelpText('before', declaration.examples)
      .addHelpText('after', declaration.notes)
      .action(() => act(declaration, command.processedArgs, command.optsWithGlobals()));
    declaration.declare(command);
    program.addCommand(command);
  }
  return program;
}

function toUsageError(error: CommanderError, argv: readonly string[]): UsageError {
  const [first = '', guess] = error.message.split('\n');
  const message = first.replace(/^error: /, '');
  const unknown = argv.find((word) => !word.startsWith('-')) ?? '';
  const command = argv.map((word) => COMMANDS.find(({ name }) => name === word)).find(Boolean) ?? generate;
  const hints: Record<string, string> = {
    'commander.help': 'For example: alacard generate openai-community/gpt2',
    'commander.missingArgument': command.missing,
    'commander.unknownCommand': /[/.@]/.test(unknown)
      ? `To make a notebook: alacard generate ${unknown}`
      : 'See what there is: alacard --help',
  };
  const didYouMean = guess?.replace(/^\(|\)$/g, '');
  return new UsageError(error.code === 'commander.help' ? 'no command given' : message, {
    hint: didYouMean ?? hints[error.code] ?? `See all options: alacard ${command.name} --help`,
  });
}
