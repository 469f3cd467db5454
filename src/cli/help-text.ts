export const PROGRAM_EXAMPLES = `Examples:
  alacard generate openai-community/gpt2                 write gpt2.ipynb
  alacard generate ./my-model                            see the notebook before you publish
  alacard generate --help                                all that generate can do
`;

export const GENERATE_EXAMPLES = `Examples:
  alacard generate openai-community/gpt2                 write gpt2.ipynb
  alacard generate openai-community/gpt2@main -o - | less
  alacard generate https://huggingface.co/google-bert/bert-base-uncased/tree/main
  alacard generate ./my-model --id me/my-model           a local folder or README.md
  alacard generate org/a org/b -o "{owner}/{name}@{sha7}.ipynb"
  alacard generate org/a --dry-run                       what would be written, and why
  alacard generate org/a --format py --example library
`;

const EXIT_CODES = `Exit codes:
  0  done
  1  a bug in alacard
  2  usage or settings
  3  no such model, revision or path
  4  access denied
  5  the Hub is unavailable and nothing is cached
  6  some of several models failed
  7  cannot write the output
  130, 143  interrupted, terminated
`;

export const PROGRAM_NOTES = `\n${EXIT_CODES}`;

export const GENERATE_NOTES = `
A model is owner/name, a bare name, either with @revision, a URL of the Hub, or
a local path (it begins with ./ ../ / or ~, or ends in README.md). A pattern for
--output may hold {owner} {name} {sha} {sha7} {task} and {ext}. The path written
is printed on standard output, everything else on standard error.

With --json, one model prints an object; several print
{ "results": [...], "failed": n } in the order given. Where the exit code is not
0, the document holds { "error": { code, exitCode, message, hint } }.

Environment: HF_TOKEN, HF_TOKEN_PATH, HF_HOME, HF_ENDPOINT, HF_HUB_OFFLINE,
HTTPS_PROXY, HTTP_PROXY, NO_PROXY, REQUESTS_CA_BUNDLE, ALACARD_CACHE_DIR,
NO_COLOR, FORCE_COLOR.

${EXIT_CODES}`;
