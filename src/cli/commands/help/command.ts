import type { CommandDeclaration } from '../../arguments/declaration.ts';

export const help: CommandDeclaration = {
  name: 'help',
  description: 'Show help for a command or topic',
  examples: `Examples:
  alacard help generate                         Same as alacard generate --help
  alacard help topics                           List the help topics
  alacard help auth
  alacard help exit codes
`,
  notes: '',
  declare(command) {
    command.argument('[command|topic...]', 'A command, a topic or `topics`');
  },
  async run([words], raw, context, createProgram) {
    const { runHelp } = await import('./run.ts');
    return runHelp((words as string[]).join(' '), raw, context, createProgram());
  },
};
