import type { CommandDeclaration } from '../../arguments/declaration.ts';
import { declareHubOptions, declareModelOptions } from '../generate/options.ts';

export const preview: CommandDeclaration = {
  name: 'preview',
  description: 'Show a notebook in the terminal without writing a file',
  examples: `Examples:
  alacard preview openai-community/gpt2         Show the notebook of a model
  alacard preview gpt2.ipynb                    Show an existing notebook
  alacard preview ./my-model --id me/my-model
  alacard preview gpt2.ipynb | less -R
`,
  notes: `
Shows Markdown, highlighted code and text outputs. Images are named, not shown.
Options for the notebook apply to models only. --json prints { model, cells } or
{ notebook, cells }; each cell has number, type, source and outputs.
`,
  topics: ['models', 'output', 'json', 'auth'],
  declare(command) {
    declareHubOptions(
      declareModelOptions(
        command.argument('<model|notebook>', 'Model id, URL or local path, or an .ipynb file'),
      ),
    ).option('--timeout <time>', 'Time limit for requests to the Hub (default: 60s)');
  },
  async run([subject], raw, context) {
    const { runPreview } = await import('./run.ts');
    return runPreview(subject as string, raw, context);
  },
};
