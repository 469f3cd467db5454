import { type CommandDeclaration, EXIT_CODES } from '../../arguments/declaration.ts';

export const history: CommandDeclaration = {
  name: 'history',
  description: 'list the notebooks that were made or shared, the newest first',
  examples: `Examples:
  alacard history
  alacard history --limit 100 --json
  alacard history --clear
`,
  notes: `
A line has time, model, commit and file, and the links that it is shared by. Kept in
history.jsonl beside your settings (see alacard config path), readable by you alone.
ALACARD_HISTORY=off keeps none. Links stay known until alacard unshare, also where
the history is cleared or off.

${EXIT_CODES}`,
  missing: 'See what was made: alacard history',
  declare(command) {
    command
      .option('--limit <n>', 'rows at most (default: 20)')
      .option('--clear', 'forget all of it; the notebooks stay');
  },
  async run(_args, raw, context) {
    const { runHistory } = await import('./run.ts');
    return runHistory(raw, context);
  },
};
