import { type CommandDeclaration, EXIT_CODES } from '../../arguments/declaration.ts';

export const unshare: CommandDeclaration = {
  name: 'unshare',
  description: 'take shared notebooks back',
  examples: `Examples:
  alacard unshare gpt2.ipynb                             every link of this file
  alacard unshare https://cards.example.org/s/Vb3nR0QmT1yZs8wKx2LdPA
  alacard unshare Vb3nR0QmT1yZs8wKx2LdPA
`,
  notes: `
It takes back what was shared from here: alacard history lists the links. A gist is
deleted with your GitHub token (GITHUB_TOKEN, GH_TOKEN or gh). The notebook's file
stays.

${EXIT_CODES}`,
  missing: 'Name a share: alacard unshare gpt2.ipynb',
  declare(command) {
    command
      .argument('<share|file...>', 'share ids, links, or files that were shared')
      .option('--timeout <time>', 'longest time for one share (default: 60s)')
      .option('--max-wait <time>', "longest wait for a rate limit's window (default: 90s)");
  },
  async run([shares], raw, context) {
    const { runUnshare } = await import('./run.ts');
    return runUnshare(shares as string[], raw, context);
  },
};
