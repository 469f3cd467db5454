import type { CommandDeclaration } from '../../arguments/declaration.ts';

export const pick: CommandDeclaration = {
  name: 'pick',
  description: 'Choose a model interactively and generate its notebook',
  examples: `Examples:
  alacard pick                                  Same as plain alacard
  alacard pick --category speech
`,
  notes: `
alacard prompts for the kind of model, the model and the output file. If you
have set a share server, it also asks whether to share the notebook. Without a
terminal, use \`alacard search\` and \`alacard generate\` instead.
`,
  declare(command) {
    command.option('-c, --category <kind>', 'Task or category, such as translation, chat or image');
  },
  async run(_args, raw, context) {
    const { runPick } = await import('./run.ts');
    return runPick(raw, context);
  },
};
