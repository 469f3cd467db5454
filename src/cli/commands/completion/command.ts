import type { CommandDeclaration } from '../../arguments/declaration.ts';

export const completion: CommandDeclaration = {
  name: 'completion',
  description: 'Print a shell completion script',
  examples: `Examples:
  source <(alacard completion bash)             Add to ~/.bashrc
  source <(alacard completion zsh)              Add to ~/.zshrc, after compinit
  alacard completion fish > ~/.config/fish/completions/alacard.fish
  alacard completion powershell | Out-String | Invoke-Expression
`,
  notes: '',
  declare(command) {
    command.argument('<shell>', 'bash, zsh, fish or powershell');
  },
  async run([shell], _raw, context, createProgram) {
    const { runCompletion } = await import('./run.ts');
    return runCompletion(shell as string, context, createProgram());
  },
};
