import { type CommandDeclaration, EXIT_CODES, LIST_NOTES } from '../../arguments/declaration.ts';
import { declareFindOptions } from '../find/selection-flags.ts';

export const popular: CommandDeclaration = {
  name: 'popular',
  description: 'list popular models of the Hub, all or of one kind',
  examples: `Examples:
  alacard popular                                        most downloaded
  alacard popular --category translation --sort trending
  alacard popular -c chat --max-params 8B --ungated      what runs here, today
  alacard popular -c image --license apache-2.0 --json
  alacard popular --author openai-community --limit 100 | cut -f1
`,
  notes: `${LIST_NOTES}\n${EXIT_CODES}`,
  missing: 'For example: alacard popular --category translation',
  declare: declareFindOptions,
  async run(_args, raw, context) {
    const { runFind } = await import('../find/run.ts');
    return runFind(undefined, raw, context);
  },
};
