import type { CommandDeclaration } from '../../arguments/declaration.ts';

export const cache: CommandDeclaration = {
  name: 'cache',
  description: 'Show, verify or clear the cache',
  examples: `Examples:
  alacard cache info                                     Show its location and size
  alacard cache verify                                   Check every file and remove damaged ones
  alacard cache clear
`,
  notes: `
Cached metadata is reused for ten minutes before alacard queries the Hub again,
or longer if the Hub cannot be reached. A model card cached for a specific
commit never expires. Finished notebooks are cached too, so repeating a generate
command is fast. The cache keeps up to 500 MB. When it is full, the least
recently used files are removed. Set ALACARD_CACHE_DIR to use another folder.

The environments that \`alacard run\` creates are in the same folder. They take
up to 20 GB, and the least recently used ones are removed first. \`clear\` keeps
those in which a notebook is running. uv links files from its own cache, so an
environment may take less space than shown.
`,
  declare(command) {
    command.argument('<action>', 'info, clear or verify');
  },
  async run([action], raw, context) {
    const { runCache } = await import('./run.ts');
    return runCache(action as string, raw, context);
  },
};
