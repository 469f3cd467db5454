import type { CommandDeclaration } from '../../arguments/declaration.ts';
import { declareMaxWait } from '../../arguments/option-values.ts';

export const unshare: CommandDeclaration = {
  name: 'unshare',
  description: 'Delete shared notebooks',
  examples: `Examples:
  alacard unshare gpt2.ipynb                    Delete all shares of this file
  alacard unshare https://cards.example.org/s/Vb3nR0QmT1yZs8wKx2LdPA
  alacard unshare Vb3nR0QmT1yZs8wKx2LdPA
`,
  notes: `
You can delete the shares that you created on this computer. \`alacard history\`
lists their links. The notebook file is not deleted.
`,
  topics: ['sharing'],
  declare(command) {
    declareMaxWait(
      command
        .argument('<share|file...>', 'Share ids, links or shared files')
        .option('--timeout <time>', 'Time limit per share (default: 60s)'),
    );
  },
  async run([shares], raw, context) {
    const { runUnshare } = await import('./run.ts');
    return runUnshare(shares as string[], raw, context);
  },
};
