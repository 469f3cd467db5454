import { type CommandDeclaration, EXIT_CODES } from '../../arguments/declaration.ts';

export const open: CommandDeclaration = {
  name: 'open',
  description: 'open a notebook in VS Code, JupyterLab or the browser',
  examples: `Examples:
  alacard open gpt2.ipynb
  alacard open gpt2.ipynb --with lab
`,
  notes: `\n${EXIT_CODES}`,
  missing: 'Name a notebook: alacard open gpt2.ipynb',
  declare(command) {
    command
      .argument('<notebook>', 'a file')
      .option('--with <program>', 'code, lab or browser (default: the first there is)');
  },
  async run([notebook], raw, context) {
    const { runOpen } = await import('./run.ts');
    return runOpen(notebook as string, raw, context);
  },
};
