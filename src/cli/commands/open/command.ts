import type { CommandDeclaration } from '../../arguments/declaration.ts';

export const open: CommandDeclaration = {
  name: 'open',
  description: 'Open a notebook in VS Code, JupyterLab or a browser',
  examples: `Examples:
  alacard open gpt2.ipynb
  alacard open gpt2.ipynb --with lab
`,
  notes: '',
  declare(command) {
    command
      .argument('<notebook>', 'An .ipynb, .py or .md file')
      .option('--with <program>', 'code, lab or browser (default: the first one found)');
  },
  async run([notebook], raw, context) {
    const { runOpen } = await import('./run.ts');
    return runOpen(notebook as string, raw, context);
  },
};
