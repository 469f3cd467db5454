import type { CommandDeclaration } from '../../arguments/declaration.ts';
import { declareHubOptions, declareModelOptions } from '../generate/options.ts';
import { declarePythonOptions } from './options.ts';

export const run: CommandDeclaration = {
  name: 'run',
  description: 'Run a notebook, or generate one for a model and run it',
  examples: `Examples:
  alacard run gpt2.ipynb                        Write gpt2.executed.ipynb
  alacard run gpt2.ipynb -o results/ --cell-timeout 10m
  alacard run openai-community/gpt2             Write gpt2.ipynb, then run it
  alacard run gpt2.ipynb --python .venv         Use another Python environment
`,
  notes: `
The notebook runs in its own folder. alacard uses the first Python that has
nbclient and ipykernel: --python, the active environment (VIRTUAL_ENV or
CONDA_PREFIX), then python3. If there is none, it uses \`jupyter execute\`.

A notebook contains code written by the model's author. It runs with your
permissions.

The executed copy is a separate file next to the notebook. It is kept even if a
cell fails. Cells tagged raises-exception are allowed to fail. Cells tagged
skip-execution are skipped.

--json prints { notebook, output, runner, cells: [{ number, id, type, seconds,
status }], error }. The status is ok, failed, not-run, raised, skipped or text.
`,
  topics: ['models', 'json'],
  declare(command) {
    command.argument('<notebook|model>', 'An .ipynb file, or a model');
    declarePythonOptions(
      command
        .optionsGroup('Run options:')
        .option('-o, --output <path>', 'File or folder (default: <name>.executed.ipynb)')
        .option('-f, --force', 'Overwrite existing files')
        .option('--timeout <time>', 'Time limit for the whole run (default: none)'),
    );
    declareHubOptions(declareModelOptions(command.optionsGroup('Options for models:')));
    command.optionsGroup('');
  },
  async run([what], raw, context) {
    const { runRun } = await import('./run.ts');
    return runRun(what as string, raw, context);
  },
};
