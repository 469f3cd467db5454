import type { Call } from '../names/calls.ts';

/** What code can do beyond running the model, worst first, worded for notebooks and web pages. */
export const RISKS = {
  download: 'pipes a download into a shell',
  eval: 'runs dynamically created code',
  unpickle: 'loads pickled files, which can run code',
  shell: 'runs shell commands',
  install: 'installs packages',
  remote: "runs the repository's own code",
  credentials: 'reads or writes credentials',
  unchecked: 'could not be checked',
} as const;

export type Risk = keyof typeof RISKS;

/** A construct, identified by the full name of what it calls, with imports resolved. `?` is any other expression. */
interface Construct {
  callee: RegExp;
  risk: Risk;
  /** Whether this call counts. Defaults to yes. */
  when?: (call: Call) => boolean;
}

const keyword = (call: Call, name: string) => call.args.find((arg) => arg.keyword === name);
const isOn = (call: Call, name: string) => !/^(?:False|None|0|)$/.test(keyword(call, name)?.text ?? '');
const hasArguments = (call: Call) => call.args.length > 0;

export const CONSTRUCTS: readonly Construct[] = [
  {
    callee: /^(?:os|posix)\.(?:system|popen|exec[lv]p?e?|spawn[lv]p?e?|posix_spawnp?|startfile)$/,
    risk: 'shell',
  },
  {
    callee: /^subprocess\.(?:run|call|check_call|check_output|Popen|getoutput|getstatusoutput)$/,
    risk: 'shell',
  },
  {
    callee: /^(?:pty\.spawn|asyncio\.create_subprocess_(?:shell|exec)|pexpect\.\w+|sh\.\w+)$/,
    risk: 'shell',
  },
  // IPython: `get_ipython().system(...)`, including through an alias. `platform.system()` takes no arguments.
  {
    callee: /\.(?:system|getoutput|run_cell_magic|run_line_magic|magic)$/,
    risk: 'shell',
    when: hasArguments,
  },
  { callee: /^\?\.(?:popen|Popen|check_output|check_call)$/, risk: 'shell' },
  { callee: /^(?:builtins\.)?(?:exec|eval)$/, risk: 'eval' },
  { callee: /^(?:runpy\.run_\w+|code\.InteractiveInterpreter|\?\.run_cell)$/, risk: 'eval' },
  {
    callee:
      /^(?:_?pickle|cPickle|pickle5|dill|cloudpickle|joblib|marshal|jsonpickle)\.(?:loads?|Unpickler|decode)$/,
    risk: 'unpickle',
  },
  {
    callee: /^(?:pandas\.read_pickle|shelve\.open|fastai\..*\bload_learner|load_learner)$/,
    risk: 'unpickle',
  },
  { callee: /^torch\.load$/, risk: 'unpickle', when: (call) => !isOn(call, 'weights_only') },
  { callee: /^numpy\.load$/, risk: 'unpickle', when: (call) => isOn(call, 'allow_pickle') },
  { callee: /^yaml\.(?:unsafe_load|full_load|UnsafeLoader)$/, risk: 'unpickle' },
  { callee: /\bload_model$/, risk: 'unpickle', when: (call) => keyword(call, 'safe_mode')?.text === 'False' },
  {
    callee: /^torch\.hub\.load$/,
    risk: 'remote',
    when: (call) => keyword(call, 'source')?.string !== 'local',
  },
  { callee: /./, risk: 'remote', when: (call) => isOn(call, 'trust_remote_code') },
  { callee: /\bfrom_pretrained$/, risk: 'remote', when: (call) => isOn(call, 'custom_pipeline') },
  { callee: /^pip\.(?:main|_internal\.\S*main)$/, risk: 'install' },
  {
    callee: /^huggingface_hub\.(?:\S+\.)?(?:login|notebook_login|interpreter_login|HfFolder\.\w+_token)$/,
    risk: 'credentials',
  },
  {
    callee: /^(?:keyring\.\w+_password|google\.colab\.userdata\.get|google\.colab\.auth\.\w+)$/,
    risk: 'credentials',
  },
  { callee: /\.get_secret$/, risk: 'credentials' },
];

const DOWNLOADER = /\b(?:curl|wget)\b/;
const INTERPRETER = /^\s*(?:sudo\s+)?(?:\/\S*\/)?(?:bash|sh|zsh|dash|ksh|fish|python[\d.]*|perl|ruby|node)\b/;
/** `sh -c "$(curl ...)"`, `bash <(curl ...)`, `eval "$(curl ...)"`. */
const SUBSTITUTED = /(?:\$\(|<\(|`)\s{0,20}(?:curl|wget)\b/;

/** Whether a shell command runs what it downloads. */
export function runsDownload(command: string): boolean {
  if (SUBSTITUTED.test(command)) return true;
  const [first = '', ...rest] = command.split('|');
  let isDownload = DOWNLOADER.test(first);
  for (const part of rest) {
    if (isDownload && INTERPRETER.test(part)) return true;
    isDownload ||= DOWNLOADER.test(part);
  }
  return false;
}

/** A command as text, or as the source of a list of its words. */
const INSTALLER = /\b(?:pip[\d.]*|uv|conda|mamba|apt|apt-get|npm|gem|brew)\b/;
const INSTALLS = /\b(?:install|add)\b/;

export function classifyCommand(command: string): Risk {
  if (runsDownload(command)) return 'download';
  return INSTALLER.test(command) && INSTALLS.test(command) ? 'install' : 'shell';
}

/** The name of a variable that contains a credential. */
export const CREDENTIAL_NAME = /^\w{0,60}(?:TOKEN|API_?KEY|SECRET|PASSWORD|CREDENTIALS?)\w{0,60}$/;
/** What precedes the name of an environment variable. */
export const ENVIRONMENT = /(?:\benviron\s?\[|\benviron\.(?:get|pop|setdefault)\(|\bgetenv\()\s?$/;
/** Files that contain credentials. */
export const CREDENTIAL_FILE =
  /(?:^|[/\\~])\.(?:ssh|aws|netrc|git-credentials|gnupg|docker[/\\]config\.json|kube[/\\]config|kaggle)(?:[/\\]|$)|huggingface[/\\]token$|^\/etc\/(?:passwd|shadow)$/;
