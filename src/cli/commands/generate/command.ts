import type { CommandDeclaration } from '../../arguments/declaration.ts';
import { declareSelection } from '../find/selection-flags.ts';
import { declarePythonOptions } from '../run/options.ts';
import { declareShareOptions } from '../share/options.ts';
import { declareBatchOptions } from './batch-options.ts';
import { declareHubOptions, declareModelOptions } from './options.ts';

export const generate: CommandDeclaration = {
  name: 'generate',
  description: 'Generate notebooks for one or more models',
  examples: `Examples:
  alacard generate openai-community/gpt2        Write gpt2.ipynb
  alacard generate openai-community/gpt2@main -o - | less
  alacard generate https://huggingface.co/google-bert/bert-base-uncased/tree/main
  alacard generate ./my-model --id me/my-model  Use a local folder or README.md
  alacard generate org/a org/b -o "{owner}/{name}@{sha7}.ipynb"
  alacard generate org/a --dry-run              Show what would be written
  alacard generate org/a --format py --example library
  alacard generate org/a --target colab --quantize 4bit
  alacard generate --from ids.txt -o "notebooks/{owner}/{name}.ipynb" --resume
  alacard generate --category translation --limit 50 -o notebooks/
  alacard generate org/a --run                  Run the notebook too
  alacard generate org/a --share --ttl 7d       Share it and print its link
`,
  notes: '',
  topics: ['models', 'output', 'json', 'batches', 'sharing', 'auth', 'environment'],
  declare(command) {
    command.argument('[model...]', 'Model id, URL or local path, or - for standard input');
    declareModelOptions(command.optionsGroup('Notebook options:'));
    command
      .optionsGroup('Output options:')
      .option('-o, --output <path>', 'File, folder/, pattern or - (default: <name>.ipynb)')
      .option('--format <format>', 'ipynb, py, md or script (default: from --output, or ipynb)')
      .option('-f, --force', 'Overwrite existing files')
      .option('-n, --dry-run', 'Show what would be written, and why');
    declareBatchOptions(command.optionsGroup('Batch options:'));
    declareSelection(command.optionsGroup('Select models from the Hub:'));
    declarePythonOptions(
      command.optionsGroup('Run options:').option('--run', 'Run the notebook after writing it'),
    );
    declareShareOptions(
      command.optionsGroup('Share options:').option('--share', 'Share the notebook after writing it'),
    );
    declareHubOptions(command.optionsGroup('')).option(
      '--timeout <time>',
      'Time limit per model, such as 30s or 2m (default: 60s)',
    );
  },
  async run([models], raw, context) {
    const { runGenerate } = await import('./run.ts');
    return runGenerate(models as string[], raw, context);
  },
};
