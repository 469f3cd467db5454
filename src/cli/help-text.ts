export const PROGRAM_EXAMPLES = `Examples:
  alacard generate openai-community/gpt2                 write gpt2.ipynb
  alacard generate ./my-model                            see the notebook before you publish
  alacard run gpt2.ipynb                                 run it, and keep gpt2.executed.ipynb
  alacard open gpt2.ipynb                                in VS Code, JupyterLab or the browser
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
  alacard generate org/a --run                           and run it: see alacard run --help
`;

export const RUN_EXAMPLES = `Examples:
  alacard run gpt2.ipynb                                 write gpt2.executed.ipynb
  alacard run gpt2.ipynb -o results/ --cell-timeout 10m
  alacard run openai-community/gpt2                      make gpt2.ipynb, and run it
  alacard run gpt2.ipynb --python .venv                  with another Python than the active one
`;

export const OPEN_EXAMPLES = `Examples:
  alacard open gpt2.ipynb
  alacard open gpt2.ipynb --with lab
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
  9  a notebook did not run: a cell failed, or there is no Jupyter
  130, 143  interrupted, terminated
`;

export const PROGRAM_NOTES = `\n${EXIT_CODES}`;

export const RUN_NOTES = `
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

${EXIT_CODES}`;

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
