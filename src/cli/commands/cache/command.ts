import { type CommandDeclaration, EXIT_CODES } from '../../arguments/declaration.ts';

export const cache: CommandDeclaration = {
  name: 'cache',
  description: 'see, empty or check what is kept of the Hub',
  examples: `Examples:
  alacard cache info                                     where it is and how large
  alacard cache verify                                   check every file; what is damaged goes
  alacard cache clear
`,
  notes: `
Metadata is fresh for ten minutes and serves longer where the Hub can't be
reached; a model card at a commit never changes. At most 500 MB are kept: what
was used least recently goes. ALACARD_CACHE_DIR names another folder.

${EXIT_CODES}`,
  missing: 'Say what to do: alacard cache info',
  declare(command) {
    command.argument('<action>', 'info, clear or verify');
  },
  async run([action], raw, context) {
    const { runCache } = await import('./run.ts');
    return runCache(action as string, raw, context);
  },
};
