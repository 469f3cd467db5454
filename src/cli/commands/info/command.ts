import type { CommandDeclaration } from '../../arguments/declaration.ts';
import { declareHubOptions, declareModelOptions } from '../generate/options.ts';

export const info: CommandDeclaration = {
  name: 'info',
  description: 'Show details of a model, its requirements and its notebook',
  examples: `Examples:
  alacard info openai-community/gpt2
  alacard info meta-llama/Llama-3.1-8B-Instruct --json
  alacard info ./my-model
`,
  notes: `
--json prints { model, requested, about, fit, strategy, lines, packages, ... }.
It adds the model's details to the fields of \`alacard generate --dry-run
--json\`.
`,
  declare(command) {
    declareHubOptions(declareModelOptions(command.argument('<model>', 'Model id, URL or local path'))).option(
      '--timeout <time>',
      'Time limit for requests to the Hub (default: 60s)',
    );
  },
  async run([model], raw, context) {
    const { runInfo } = await import('./run.ts');
    return runInfo(model as string, raw, context);
  },
};
