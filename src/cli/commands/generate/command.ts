import { type CommandDeclaration, EXIT_CODES } from '../../arguments/declaration.ts';
import { declareSelection } from '../find/selection-flags.ts';
import { declarePythonOptions } from '../run/options.ts';
import { declareShareOptions } from '../share/options.ts';
import { declareBatchOptions } from './batch-options.ts';
import { declareModelOptions } from './options.ts';

export const generate: CommandDeclaration = {
  name: 'generate',
  description: 'write the notebook of a model, or one for each of several',
  examples: `Examples:
  alacard generate openai-community/gpt2                 write gpt2.ipynb
  alacard generate openai-community/gpt2@main -o - | less
  alacard generate https://huggingface.co/google-bert/bert-base-uncased/tree/main
  alacard generate ./my-model --id me/my-model           a local folder or README.md
  alacard generate org/a org/b -o "{owner}/{name}@{sha7}.ipynb"
  alacard generate org/a --dry-run                       what would be written, and why
  alacard generate org/a --format py --example library
  alacard generate org/a --target colab --quantize 4bit
  alacard generate --from ids.txt -o "notebooks/{owner}/{name}.ipynb" --resume
  alacard generate --category translation --limit 50 -o "notebooks/{owner}/{name}.ipynb"
  alacard generate org/a --run                           and run it: see alacard run --help
  alacard generate org/a --share --ttl 7d                and a link to it: see alacard share --help
`,
  notes: `
A model is owner/name, a bare name, either with @revision, a URL of the Hub, or
a local path (it begins with ./ ../ / or ~, or ends in README.md). A pattern for
--output may hold {owner} {name} {sha} {sha7} {task} and {ext}. The path written
is printed on standard output, everything else on standard error.

A list (--from, or - for standard input) is text with one model a line and # before
a comment, a JSON array, JSON Lines, or CSV with a column id. --category, --sort,
--limit, --author, --library, --license, --max-params and --ungated take models from
the Hub's list, as alacard popular prints it. Several models keep a
journal (.alacard-journal.jsonl) where their notebooks go; --resume passes over what
it says is done, also after a crash. The Hub's rate limit is waited for, and a model
for which the Hub did not answer is tried once more at the end.

--share (or --gist) prints a link after each path: to the notebook as it was written,
without the outputs that --run adds to its copy; one that fails there is not shared.
A share that fails costs no file, and --resume makes up for it.

With --json, one model prints an object; several print
{ "results": [...], "failed": n } in the order given. Where the exit code is not
0, the document holds { "error": code, exitCode, message, hint }.

Environment: HF_TOKEN, HF_TOKEN_PATH, HF_HOME, HF_ENDPOINT, HF_HUB_OFFLINE,
HTTPS_PROXY, HTTP_PROXY, NO_PROXY, REQUESTS_CA_BUNDLE, ALACARD_CACHE_DIR,
ALACARD_SHARE_URL, GITHUB_TOKEN, GH_TOKEN, GITHUB_API_URL, NO_COLOR, FORCE_COLOR.

${EXIT_CODES}`,
  missing: 'Name a model: alacard generate openai-community/gpt2',
  declare(command) {
    command.argument(
      '[model...]',
      'owner/name, name, owner/name@revision, a URL of the Hub, a local path, or - for a list on standard input',
    );
    declareModelOptions(command)
      .option(
        '-o, --output <where>',
        'file, folder (`notebooks/`), pattern or `-` for standard output (default: <name>.ipynb here)',
      )
      .option('--format <format>', 'ipynb, py (percent format) or md (default: as --output ends, else ipynb)')
      .option('-f, --force', 'replace a file that exists')
      .option('-n, --dry-run', 'say what would be written, and why; write nothing')
      .option('--timeout <time>', 'longest time for one model, such as 30s or 2m (default: 60s)')
      .option('--run', 'run the notebook too, as `alacard run` does')
      .option('--share', 'share the notebook too, as `alacard share` does');
    declareShareOptions(command);
    declareBatchOptions(command);
    declareSelection(command);
    declarePythonOptions(command);
  },
  async run([models], raw, context) {
    const { runGenerate } = await import('./run.ts');
    return runGenerate(models as string[], raw, context);
  },
};
