import type { CommandDeclaration } from '../../arguments/declaration.ts';

export const history: CommandDeclaration = {
  name: 'history',
  description: 'List the notebooks you generated or shared, newest first',
  examples: `Examples:
  alacard history
  alacard history --limit 100 --json
  alacard history --clear
`,
  notes: `
Each entry has the time, model, commit and file, and the links it is shared by.
The history is kept in history.jsonl, in the folder of your settings (see alacard
config path). Only you can read it. ALACARD_HISTORY=off turns it off. alacard
remembers links until you unshare them, even if the history is off or cleared.
`,
  declare(command) {
    command
      .option('--limit <n>', 'Number of entries to list (default: 20)')
      .option('--clear', 'Clear the history, but keep the notebooks');
  },
  async run(_args, raw, context) {
    const { runHistory } = await import('./run.ts');
    return runHistory(raw, context);
  },
};
