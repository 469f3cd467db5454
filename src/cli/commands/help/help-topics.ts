export interface HelpTopic {
  name: string;
  about: string;
  /** Other words for the topic, in lowercase. */
  words: readonly string[];
  text: string;
}

/** Topics that concern several commands. They are printed by `alacard help <topic>` and included in the manual page. */
export const HELP_TOPICS: readonly HelpTopic[] = [
  {
    name: 'models',
    about: 'How to specify a model or a list of models',
    words: ['model', 'id', 'ids', 'url', 'list', 'lists', 'csv', 'local'],
    text: `You can specify a model in any of these ways:

  openai-community/gpt2                         owner/name
  gpt2                                          A name without an owner
  openai-community/gpt2@main                    With a branch, tag or commit
  https://huggingface.co/openai-community/gpt2  A page on the Hub
  ./my-model                                    A local folder or README.md

A local path starts with ./ ../ / or ~, or ends in README.md. Use --id to set
the model id that a local model will have on the Hub.

To specify many models, pass a file with --from, or pipe a list to \`alacard
generate -\`. The list can be:

  text           One model per line; # starts a comment
  JSON           An array of ids, or of objects with an id
  JSON Lines     One id or object per line
  A table        CSV or TSV (also with ;) with an id or model column

The output of \`alacard popular\`, \`search\` and \`history\` is such a list too:

  alacard popular --limit 20 | alacard generate - -o notebooks/

To select models from the Hub instead, use the filters of \`alacard popular\`:
--category, --sort, --limit, --author, --library, --license, --max-params and
--ungated.
`,
  },
  {
    name: 'output',
    about: 'Where notebooks are written, and what is printed',
    words: ['outputs', 'file', 'files', 'path', 'paths', 'pattern', 'patterns', 'overwrite'],
    text: `--output accepts:

  gpt2.ipynb                                    A file
  notebooks/                                    A folder
  "{owner}/{name}@{sha7}.{ext}"                 A pattern
  -                                             Standard output

Patterns can contain {owner}, {name}, {sha}, {sha7}, {task} and {ext}. Missing
folders are created. The default is <name>.ipynb in the current folder.

Existing files are not overwritten unless you pass --force. Files are replaced
atomically: an interrupted run leaves either the old file or the new one.

Results, such as the path of each notebook, go to standard output. Warnings,
progress and errors go to standard error. --quiet prints only results and
errors. When standard error is not a terminal, alacard shows no spinner and asks
no questions.
`,
  },
  {
    name: 'json',
    about: 'Output for scripts: --json and --jsonl',
    words: ['jsonl', 'script', 'scripts', 'ci'],
    text: `With --json, a command prints one JSON document to standard output, even if it
fails. \`alacard generate\` prints one object for a single model. For several
models it prints { "results": [...], "failed": n }, in the order given. --jsonl
prints one object per model as soon as that model is done.

If the exit code is not 0, the document has an "error" object with "code",
"exitCode", "message" and, if there is one, "hint".
`,
  },
  {
    name: 'batches',
    about: 'Generating notebooks for many models',
    words: ['batch', 'many', 'resume', 'journal'],
    text: `\`alacard generate\` accepts several models, a list, or a selection from the Hub:

  alacard generate org/a org/b -o notebooks/
  alacard generate --from ids.txt -o "notebooks/{owner}/{name}.ipynb"
  alacard generate --category translation --limit 50 -o notebooks/

One failure does not stop the rest; use --fail-fast to stop at the first one. A
malformed line of a list counts as one failed model. --failed-to writes the ids
that failed to a file, and --from reads them again. If the Hub does not respond
for a model, alacard tries that model again at the end. If the Hub's rate limit
is reached, alacard waits until it resets.

Models whose file already exists are skipped, unless you pass --force. If two
models would be written to the same file, the owner is added to the name of the
second: bert.ipynb and google-bert.ipynb.

Finished models are recorded in .alacard-journal.jsonl in the output folder. If
a batch is interrupted or some models fail, run the same command with --resume
to skip the finished models. With --share, --resume also shares the notebooks
that were not shared.
`,
  },
  {
    name: 'sharing',
    about: 'Share servers, gists, and how to delete a share',
    words: ['link', 'links', 'gist', 'gists', 'upload'],
    text: `\`alacard share\` uploads a notebook and prints a link to it. \`alacard generate
--share\` does so for each notebook it writes, without the outputs of --run. If a
notebook fails to run, it is not shared.

The share server is the first of these that is set:

  --share-url <url>
  ALACARD_SHARE_URL
  the share-url setting (\`alacard config set share-url <url>\`)

\`alacard serve\` starts a share server. To share without one, pass --gist, which
creates a secret GitHub gist that Colab can open. It needs a GitHub token from
GITHUB_TOKEN, GH_TOKEN or \`gh auth login --scopes gist\`.

Anyone who has the link can open the notebook. --public also lists it publicly.
alacard refuses to share a notebook that appears to contain an access token or a
private key. Nothing is sent in that case.

\`alacard unshare\` deletes a share. The deletion tokens are stored in
shares.jsonl, next to your settings, where only you can read them. Sharing is
idempotent: if a share is interrupted, run the same command again to finish it.
`,
  },
  {
    name: 'auth',
    about: 'Access tokens, gated models and private models',
    words: [
      'authentication',
      'token',
      'tokens',
      'login',
      'gated',
      'gated-model',
      'gated-models',
      'private',
      'access',
    ],
    text: `alacard uses the same access token as other Hugging Face tools. It uses the
first of these that is set:

  --token-file <file>
  HF_TOKEN
  HUGGING_FACE_HUB_TOKEN
  the token file written by \`hf auth login\`: HF_TOKEN_PATH, HF_HOME/token or
  ~/.cache/huggingface/token

The token cannot be passed as an option, because it would appear in the process
list and in your shell history. alacard sends it only to the Hub endpoint, never
to another host after a redirect. It never prints or caches the token, or writes
it to a notebook.

The metadata of a gated model is public. If you do not have access to
the model card, alacard generates the notebook from the metadata and says so.
You still need a token to run that notebook. A private model that you cannot
access is reported as not found.
`,
  },
  {
    name: 'offline',
    about: 'Working offline: the cache and the built-in models',
    words: ['network', 'snapshot', 'built-in'],
    text: `alacard caches metadata for ten minutes. Model cards cached for a specific
commit never expire. If the Hub cannot be reached, alacard uses older cached
metadata, then its built-in models, and the notebook says so. With --offline or
HF_HUB_OFFLINE=1, alacard does not access the network at all.

  alacard popular --offline                     List the built-in models
  alacard generate openai-community/gpt2 --offline
  alacard cache info                            Show what is cached, and where

--require-pinned fails if the commit is not known. --refresh queries the Hub even
if the cached data is fresh.
`,
  },
  {
    name: 'proxies',
    about: 'Proxies, private certificates and mirrors',
    words: ['proxy', 'mirror', 'mirrors', 'endpoint', 'certificate', 'certificates'],
    text: `alacard reads HTTPS_PROXY, HTTP_PROXY and NO_PROXY. If the lowercase variable is
also set, it takes precedence. A proxy is an http:// or https:// URL. It can
include a user name and a password, which are never printed.

To trust a private certificate authority, set REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE
or SSL_CERT_FILE to a certificate file. The system certificates remain trusted.

To use a mirror of the Hub, set HF_ENDPOINT or pass --endpoint. The access token
is sent to that host only. The notebook uses the HF_ENDPOINT of its reader; with
--carry-endpoint, it sets the mirror itself.
`,
  },
  {
    name: 'settings',
    about: 'Configuration files and their precedence',
    words: ['setting', 'configuration', 'project'],
    text: `alacard uses the first of these that sets an option:

  the command line
  an environment variable, such as ALACARD_FORMAT or ALACARD_MAX_WAIT
  alacard.config.json in the current folder
  your own settings (\`alacard config set <key> <value>\`)
  the default

\`alacard config list\` shows each value and where it was set. A project can have
its own alacard.config.json:

  { "format": "py", "output": "notebooks/{owner}/{name}.py" }

For your safety, a project file cannot set the endpoint, the token file, the
share server or the Python interpreter. Its output must be inside the project
folder after symbolic links are resolved, and must not be in a hidden folder such
as .git.
`,
  },
  {
    name: 'environment',
    about: 'Environment variables',
    words: ['env', 'variable', 'variables'],
    text: `HF_TOKEN, HF_TOKEN_PATH, HF_HOME
  Access token for the Hub. See: alacard help auth
HF_ENDPOINT
  URL of the Hub or a mirror.
HF_HUB_OFFLINE
  Set to 1 to disable network access.
HTTPS_PROXY, HTTP_PROXY, NO_PROXY
REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE, SSL_CERT_FILE
  Proxies and certificates. See: alacard help proxies
GITHUB_TOKEN, GH_TOKEN, GITHUB_API_URL
  Token and API URL for --gist. See: alacard help sharing
DATABASE_URL
  Postgres database for \`alacard serve\`.
ALACARD_FORMAT, ALACARD_OUTPUT, ALACARD_SHARE_URL and so on
  One variable per setting. See: alacard help settings
ALACARD_CONFIG_DIR
  Folder for settings and history. The default is XDG_CONFIG_HOME/alacard or the
  system folder for settings.
ALACARD_CACHE_DIR
  Folder for the cache. The default is XDG_CACHE_HOME/alacard or the system cache
  folder.
ALACARD_DATA_DIR
  Folder for the data of \`alacard serve\`. The default is XDG_DATA_HOME/alacard or
  the system data folder.
ALACARD_HISTORY
  Set to off to keep no history.
NO_COLOR, FORCE_COLOR
  Disable or force colors.
CI
  If set, alacard shows no spinner and no colors.
`,
  },
  {
    name: 'exit-codes',
    about: 'What each exit code means',
    words: ['exit', 'code', 'codes', 'error', 'errors', 'failure', 'failures'],
    text: `0         Success
1         A bug in alacard
2         Invalid usage or settings
3         The model, revision or path was not found
4         Access denied
5         The Hub is unavailable and nothing is cached
6         Some models in a batch failed
7         The output could not be written
8         A notebook could not be shared
9         A notebook could not be run, or a cell failed
130, 143  Interrupted or terminated
`,
  },
];
