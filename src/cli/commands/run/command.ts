import { type CommandDeclaration, EXIT_CODES } from '../../arguments/declaration.ts';
import { declareModelOptions } from '../generate/options.ts';
import { declarePythonOptions } from './options.ts';

export const run: CommandDeclaration = {
  name: 'run',
  description: 'run a notebook, or the notebook of a model, with your own Jupyter',
  examples: `Examples:
  alacard run gpt2.ipynb                                 write gpt2.executed.ipynb
  alacard run gpt2.ipynb -o results/ --cell-timeout 10m
  alacard run openai-community/gpt2                      make gpt2.ipynb, and run it
  alacard run gpt2.ipynb --python .venv                  with another Python than the active one
`,
  notes: `
The notebook runs in its own folder with the Python of --python, else of the
active environment (VIRTUAL_ENV, CONDA_PREFIX), else python3: the first that has
nbclient and ipykernel; without one, by \`jupyter execute\`. A model's notebook
holds code of the model's author: it runs as you.

The executed copy is written beside the notebook, never over it, and is kept
where a cell failed too; its path is printed on standard output, everything else
on standard error. A cell tagged raises-exception may fail, one tagged
skip-execution is not run.

With --json: { notebook, output, runner, cells: [{ number, id, type, seconds,
status }], error }, where status is ok, failed, not-run, raised, skipped or text,
and error is there where the exit code is not 0.

${EXIT_CODES}`,
  missing: 'Name a notebook or a model: alacard run gpt2.ipynb',
  declare(command) {
    command.argument('<notebook|model>', 'an .ipynb file, or a model as `generate` takes it');
    declareModelOptions(command)
      .option('-o, --output <where>', 'file or folder of the executed copy (default: <name>.executed.ipynb)')
      .option('-f, --force', 'replace an older copy, and the notebook made of a model')
      .option('--timeout <time>', 'longest time for the whole run (default: none)');
    declarePythonOptions(command);
  },
  async run([what], raw, context) {
    const { runRun } = await import('./run.ts');
    return runRun(what as string, raw, context);
  },
};
