import { type CommandDeclaration, EXIT_CODES } from '../../arguments/declaration.ts';

export const pick: CommandDeclaration = {
  name: 'pick',
  description: 'pick a model by typing, and write its notebook (also: alacard alone)',
  examples: `Examples:
  alacard pick
  alacard pick --category speech
`,
  notes: `
It asks on a terminal: for the kind of model, for the model, for the file; where a
share server is set (alacard config set share-url), whether to share it. Without a
terminal, alacard popular or alacard search finds a model, and alacard generate
writes.

${EXIT_CODES}`,
  missing: 'For example: alacard pick --category speech',
  declare(command) {
    command.option(
      '-c, --category <kind>',
      'pipeline tag or plain word: translation, chat, embeddings, image ...',
    );
  },
  async run(_args, raw, context) {
    const { runPick } = await import('./run.ts');
    return runPick(raw, context);
  },
};
