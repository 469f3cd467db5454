import { EXIT_CODES } from '../../arguments/declaration.ts';

export interface HelpTopic {
  name: string;
  about: string;
  text: string;
}

/** What is not about one command; printed by `alacard help <topic>`, and sections of the manual page. */
export const HELP_TOPICS: readonly HelpTopic[] = [
  {
    name: 'auth',
    about: 'access tokens, gated and private models',
    text: `The access token is the one that every Hugging Face tool uses. The first of these
that there is counts:

  --token-file <file>
  HF_TOKEN, then HUGGING_FACE_HUB_TOKEN
  the file HF_TOKEN_PATH, else HF_HOME/token, else ~/.cache/huggingface/token,
  which \`hf auth login\` writes

There is no option for the token itself: it would stand in the process list and
the shell's history. It is sent to the endpoint's own host only, never along a
redirect to another, and is never printed, cached or written to a notebook.

The metadata of a gated model is public. Where its card may not be read, the
notebook is made from the metadata and says so; it asks for the token when it
runs. A private model that the token may not read looks like one that is not
there.
`,
  },
  {
    name: 'offline',
    about: 'working without a network; cache and built-in models',
    text: `Metadata is cached for ten minutes, a model card at a commit for ever. Where the
Hub can't be reached, older metadata and then the built-in models are used, and
the notebook says what it was made from. --offline, or HF_HUB_OFFLINE=1, opens no
socket at all.

  alacard popular --offline                              the built-in models
  alacard generate openai-community/gpt2 --offline
  alacard cache info                                     what is kept, and where

--require-pinned fails where no commit is known; --refresh asks the Hub even
where the cache is fresh.
`,
  },
  {
    name: 'proxies',
    about: 'proxies, private certificates and mirrors',
    text: `HTTPS_PROXY, HTTP_PROXY and NO_PROXY are read in either case, the lower one first.
A proxy is an http:// or https:// URL; a name and password in it are used and
never printed. REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE or SSL_CERT_FILE names a file of
certificates to trust beside the system's own.

HF_ENDPOINT, or --endpoint, names a mirror of the Hub. The token is sent there,
and nowhere else.
`,
  },
  {
    name: 'settings',
    about: 'files and variables that settings come from',
    text: `An option counts most, then the environment, then alacard.config.json in the
folder alacard runs in, then your own settings, then the default. \`alacard config
list\` tells each value and where it was set.

  { "format": "py", "output": "notebooks/{owner}/{name}.py" }

Every setting has a variable: ALACARD_FORMAT, ALACARD_OUTPUT, ALACARD_MAX_WAIT ...
A project's file can't say where requests and tokens go, which Python runs, or
lead out of its own folder.

Folders: ALACARD_CONFIG_DIR, else XDG_CONFIG_HOME/alacard, else the system's own
place for settings and history; ALACARD_CACHE_DIR, else XDG_CACHE_HOME/alacard,
else the system's own place for the cache. NO_COLOR and FORCE_COLOR decide on
colours, for each stream by itself.
`,
  },
  {
    name: 'output',
    about: 'where notebooks go, and what standard output holds',
    text: `--output takes a file, a folder that ends in / (or is there), a pattern that holds
{owner} {name} {sha} {sha7} {task} or {ext}, or - for standard output. Folders are
made. A file that exists is never touched without --force, and with it holds the
old bytes or the new ones at every moment.

Standard output holds results alone: the path of each notebook, or with --json one
document, on failure too. Messages, warnings and progress go to standard error;
--quiet leaves errors. Nothing moves and nothing asks where there is no terminal.
`,
  },
  { name: 'exit-codes', about: 'what each exit code means', text: EXIT_CODES.replace('Exit codes:\n', '') },
];
