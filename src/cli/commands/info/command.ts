import { type CommandDeclaration, EXIT_CODES } from '../../arguments/declaration.ts';
import { declareModelOptions } from '../generate/options.ts';

export const info: CommandDeclaration = {
  name: 'info',
  description: 'tell what a model is, what it needs, and what its notebook would hold',
  examples: `Examples:
  alacard info openai-community/gpt2
  alacard info meta-llama/Llama-3.1-8B-Instruct --json
  alacard info ./my-model
`,
  notes: `
With --json: { model, requested, about, fit, strategy, lines, packages, ... }, the
fields of generate --dry-run --json with what is known of the model.

${EXIT_CODES}`,
  missing: 'Name a model: alacard info openai-community/gpt2',
  declare(command) {
    declareModelOptions(command.argument('<model>', 'a model as `generate` takes it')).option(
      '--timeout <time>',
      'longest time to wait for the Hub (default: 60s)',
    );
  },
  async run([model], raw, context) {
    const { runInfo } = await import('./run.ts');
    return runInfo(model as string, raw, context);
  },
};
