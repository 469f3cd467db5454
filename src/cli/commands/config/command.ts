import { type CommandDeclaration, EXIT_CODES } from '../../arguments/declaration.ts';

export const config: CommandDeclaration = {
  name: 'config',
  description: 'list, get and set what holds where no option is given',
  examples: `Examples:
  alacard config list                                    every setting, its value and where it was set
  alacard config set output "notebooks/{owner}/{name}.ipynb"
  alacard config get endpoint
  alacard config unset output
  alacard config path                                    the file that set writes to
`,
  notes: `
An option counts most, then the environment (ALACARD_FORMAT, ALACARD_OUTPUT, ...
and the variables of the Hugging Face tools), then alacard.config.json in the
folder alacard runs in, then your own settings, then the default. A project's
file can't say where requests and tokens go, or which Python runs.

${EXIT_CODES}`,
  missing: 'Say what to do: alacard config list',
  declare(command) {
    command
      .argument('<action>', 'list, get, set, unset or path')
      .argument('[key]', 'a setting, as `config list` names it')
      .argument('[value]', 'its new value');
  },
  async run([action, key, value], raw, context) {
    const { runConfig } = await import('./run.ts');
    return runConfig({ action: action as string, key: key as string, value: value as string }, raw, context);
  },
};
