import { type CommandDeclaration, LIST_NOTES } from '../../arguments/declaration.ts';
import { declareFindOptions } from '../find/selection-flags.ts';

export const popular: CommandDeclaration = {
  name: 'popular',
  description: 'List popular models on the Hub',
  examples: `Examples:
  alacard popular                               List the most downloaded models
  alacard popular --category translation --sort trending
  alacard popular -c chat --max-params 8B --ungated
  alacard popular -c image --license apache-2.0 --json
  alacard popular --limit 20 | alacard generate - -o notebooks/
`,
  notes: LIST_NOTES,
  declare: declareFindOptions,
  async run(_args, raw, context) {
    const { runFind } = await import('../find/run.ts');
    return runFind(undefined, raw, context);
  },
};
