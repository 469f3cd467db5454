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
Each entry shows the time, model, commit, file and share links. The history is
stored in history.jsonl in your settings folder (see alacard config path). Only
you can read it. ALACARD_HISTORY=off turns it off. alacard remembers links until
you unshare them, even if the history is off or cleared.
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
