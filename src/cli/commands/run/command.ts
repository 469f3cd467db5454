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
  alacard run gpt2.ipynb --here                 Use the active environment
  alacard run gpt2.ipynb --python .venv         Use another Python environment
  alacard run gpt2.ipynb --param MODEL_ID=openai-community/gpt2-medium
`,
  notes: `
alacard never changes your Python unless you ask. It installs the packages of
the notebook's %pip lines into an environment of its own, in its cache folder,
with uv or else with pip. The next run with the same packages starts at once,
also offline. \`alacard cache\` shows and removes these environments.

--here and --python use an existing Python with nbclient and ipykernel instead.
There %pip installs as usual, and alacard first prints what it will change.
--here takes VIRTUAL_ENV or CONDA_PREFIX, then python3; without nbclient, it
uses \`jupyter execute\`. With --no-install or --offline, nothing is installed
anywhere: the run fails if packages are missing.

--param sets variables as papermill does, in a cell after the one tagged
"parameters". Only the executed copy contains it. Values are read as integers,
floats, True, False or None if possible, otherwise as strings.

The notebook runs in its own folder. It contains code written by the model's
author, which runs with your permissions.

The executed copy is a separate file next to the notebook. It is kept even if a
cell fails. Cells tagged raises-exception are allowed to fail. Cells tagged
skip-execution are skipped.

--json prints { notebook, output, runner, environment: { path, reused }, cells:
[{ number, id, type, seconds, status }], error }. The status is ok, failed,
not-run, raised, skipped or text.
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
