import type { CommandDeclaration } from '../../arguments/declaration.ts';

export const help: CommandDeclaration = {
  name: 'help',
  description: 'help on a command or topic; `help topics` lists the topics',
  examples: `Examples:
  alacard help generate                                  as alacard generate --help
  alacard help topics
  alacard help auth
`,
  notes: '',
  missing: 'See what there is: alacard --help',
  declare(command) {
    command.argument('[command|topic]', 'what to help with');
  },
  async run([about], raw, context, createProgram) {
    const { runHelp } = await import('./run.ts');
    return runHelp(about as string | undefined, raw, context, createProgram());
  },
};
