import type { CommandDeclaration } from '../../arguments/declaration.ts';

export const config: CommandDeclaration = {
  name: 'config',
  description: 'List, read and change your settings',
  examples: `Examples:
  alacard config list                                    Show every setting, its value and its source
  alacard config set output "notebooks/{owner}/{name}.ipynb"
  alacard config get endpoint
  alacard config unset output
  alacard config path                                    Show where your settings are saved
`,
  notes: `
A command-line option takes precedence over the environment (ALACARD_FORMAT,
ALACARD_OUTPUT, ... and the variables of the Hugging Face tools), then come
alacard.config.json in the current folder, your own settings and the default. A
project's file cannot change where requests and tokens go, or which Python runs.
`,
  declare(command) {
    command
      .argument('<action>', 'list, get, set, unset or path')
      .argument('[key]', 'Name of a setting')
      .argument('[value]', 'New value of the setting');
  },
  async run([action, key, value], raw, context) {
    const { runConfig } = await import('./run.ts');
    return runConfig({ action: action as string, key: key as string, value: value as string }, raw, context);
  },
};
