import { Command, CommanderError } from 'commander';
import { UsageError } from '../errors.ts';
import {
  GENERATE_EXAMPLES,
  GENERATE_NOTES,
  OPEN_EXAMPLES,
  PROGRAM_EXAMPLES,
  PROGRAM_NOTES,
  RUN_EXAMPLES,
  RUN_NOTES,
} from './help-text.ts';
import type { Host } from './host.ts';
import {
  declareGenerateOptions,
  declareGlobalOptions,
  declareRunOptions,
  type RawOptions,
} from './options.ts';
import { reportError } from './report-error.ts';

/** What each command does; a table of argv needs no more to be tested. Each returns the exit code. */
export interface Commands {
  generate(models: string[], raw: RawOptions): Promise<number>;
  run(what: string, raw: RawOptions): Promise<number>;
  open(notebook: string, raw: RawOptions): Promise<number>;
}

/** Never throws; resolves to the exit code. */
export async function runProgram(argv: readonly string[], host: Host): Promise<number> {
  try {
    return await dispatch(argv, host, {
      generate: async (models, raw) => {
        const { runGenerate } = await import('./commands/generate.ts');
        return runGenerate(models, raw, host);
      },
      run: async (what, raw) => {
        const { runRun } = await import('./commands/run.ts');
        return runRun(what, raw, host);
      },
      open: async (notebook, raw) => {
        const { runOpen } = await import('./commands/open.ts');
        return runOpen(notebook, raw, host);
      },
    });
  } catch (error) {
    const options = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined);
    return reportError(error, host, { json: options.includes('--json'), debug: options.includes('--debug') });
  }
}

/** Parses and runs one command. Throws UsageError, and what the command throws. */
export async function dispatch(
  argv: readonly string[],
  host: Pick<Host, 'terminal' | 'version'>,
  commands: Commands,
): Promise<number> {
  let exitCode = 0;
  let help = '';
  const print = (text: string) => {
    help += text;
  };
  const program = createProgram(commands, host.version, (code) => {
    exitCode = code;
  });
  for (const command of [program, ...program.commands]) {
    command.configureOutput({ writeOut: print, writeErr: print, outputError: () => {} });
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) {
      if (error.code !== 'commander.help' || argv.includes('--json')) throw toUsageError(error, argv);
      await host.terminal.err.write(help);
      return 2;
    }
    await host.terminal.out.write(help);
  }
  return exitCode;
}

function createProgram(commands: Commands, version: string, done: (exitCode: number) => void): Command {
  const program = new Command('alacard')
    .description('Turn a Hugging Face model id into a Jupyter notebook that runs.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('before', PROGRAM_EXAMPLES)
    .addHelpText('after', PROGRAM_NOTES)
    .exitOverride();
  declareGlobalOptions(program);

  const generate = new Command('generate')
    .copyInheritedSettings(program)
    .description('write the notebook of a model, or one for each of several')
    .argument('<model...>', 'owner/name, name, owner/name@revision, a URL of the Hub, or a local path')
    .addHelpText('before', GENERATE_EXAMPLES)
    .addHelpText('after', GENERATE_NOTES)
    .action(async (models: string[], _options: unknown, command: Command) => {
      done(await commands.generate(models, command.optsWithGlobals()));
    });
  declareGenerateOptions(generate);
  program.addCommand(generate);

  const run = new Command('run')
    .copyInheritedSettings(program)
    .description('run a notebook, or the notebook of a model, with your own Jupyter')
    .argument('<notebook|model>', 'an .ipynb file, or a model as `generate` takes it')
    .addHelpText('before', RUN_EXAMPLES)
    .addHelpText('after', RUN_NOTES)
    .action(async (what: string, _options: unknown, command: Command) => {
      done(await commands.run(what, command.optsWithGlobals()));
    });
  declareRunOptions(run);
  program.addCommand(run);

  const open = new Command('open')
    .copyInheritedSettings(program)
    .description('open a notebook in VS Code, JupyterLab or the browser')
    .argument('<notebook>', 'a file')
    .option('--with <program>', 'code, lab or browser (default: the first there is)')
    .addHelpText('before', OPEN_EXAMPLES)
    .addHelpText('after', PROGRAM_NOTES)
    .action(async (notebook: string, _options: unknown, command: Command) => {
      done(await commands.open(notebook, command.optsWithGlobals()));
    });
  program.addCommand(open);
  return program;
}

/** What to type where a command's argument is missing. */
const MISSING: Readonly<Record<string, string>> = {
  generate: 'Name a model: alacard generate openai-community/gpt2',
  run: 'Name a notebook or a model: alacard run gpt2.ipynb',
  open: 'Name a notebook: alacard open gpt2.ipynb',
};

function toUsageError(error: CommanderError, argv: readonly string[]): UsageError {
  const [first = '', guess] = error.message.split('\n');
  const message = first.replace(/^error: /, '');
  const unknown = argv.find((word) => !word.startsWith('-')) ?? '';
  const command = argv.find((word) => Object.hasOwn(MISSING, word)) ?? '';
  const hints: Record<string, string> = {
    'commander.help': 'For example: alacard generate openai-community/gpt2',
    'commander.missingArgument': MISSING[command] ?? MISSING.generate!,
    'commander.unknownCommand': /[/.@]/.test(unknown)
      ? `To make a notebook: alacard generate ${unknown}`
      : 'See what there is: alacard --help',
  };
  const didYouMean = guess?.replace(/^\(|\)$/g, '');
  return new UsageError(error.code === 'commander.help' ? 'no command given' : message, {
    hint: didYouMean ?? hints[error.code] ?? `See all options: alacard ${command || 'generate'} --help`,
  });
}
