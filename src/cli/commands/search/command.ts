import { type CommandDeclaration, EXIT_CODES, LIST_NOTES } from '../../arguments/declaration.ts';
import { declareFindOptions } from '../find/selection-flags.ts';

export const search: CommandDeclaration = {
  name: 'search',
  description: 'find models by words of their name',
  examples: `Examples:
  alacard search whisper
  alacard search llama instruct --max-params 8B --ungated
  alacard search bert --category fill-mask --sort likes --jsonl
`,
  notes: `${LIST_NOTES}\n${EXIT_CODES}`,
  missing: 'Name what to look for: alacard search whisper',
  declare(command) {
    declareFindOptions(command.argument('<words...>', 'words of the model id, in any order'));
  },
  async run([words], raw, context) {
    const { runFind } = await import('../find/run.ts');
    return runFind((words as string[]).join(' '), raw, context);
  },
};
