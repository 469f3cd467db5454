import type { CommandDeclaration } from '../../arguments/declaration.ts';

export const completion: CommandDeclaration = {
  name: 'completion',
  description: 'print a completion script for a shell',
  examples: `Examples:
  source <(alacard completion bash)                      in ~/.bashrc
  source <(alacard completion zsh)                       in ~/.zshrc, after compinit
  alacard completion fish > ~/.config/fish/completions/alacard.fish
  alacard completion powershell | Out-String | Invoke-Expression
`,
  notes: '',
  missing: 'Name a shell: alacard completion bash',
  declare(command) {
    command.argument('<shell>', 'bash, zsh, fish or powershell');
  },
  async run([shell], _raw, context, createProgram) {
    const { runCompletion } = await import('./run.ts');
    return runCompletion(shell as string, context, createProgram());
  },
};
