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
Command-line options take precedence, followed by environment variables
(ALACARD_FORMAT, ALACARD_OUTPUT, ... and the Hugging Face variables),
alacard.config.json in the current folder, your own settings, and the defaults.
A project's config file cannot change where requests and tokens are sent, or
which Python is used.
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
