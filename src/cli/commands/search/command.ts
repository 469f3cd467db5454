import { type CommandDeclaration, LIST_NOTES } from '../../arguments/declaration.ts';
import { declareFindOptions } from '../find/selection-flags.ts';

export const search: CommandDeclaration = {
  name: 'search',
  description: 'Search the Hub for models by name',
  examples: `Examples:
  alacard search whisper
  alacard search llama instruct --max-params 8B --ungated
  alacard search bert --category fill-mask --sort likes --jsonl
`,
  notes: LIST_NOTES,
  declare(command) {
    declareFindOptions(command.argument('<words...>', 'Words in the model id, in any order'));
  },
  async run([words], raw, context) {
    const { runFind } = await import('../find/run.ts');
    return runFind((words as string[]).join(' '), raw, context);
  },
};
