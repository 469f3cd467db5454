import { UsageError } from '../../errors.ts';
import { closest } from '../arguments/closest.ts';
import { parseHubFlags, type RawOptions } from '../arguments/option-values.ts';
import { EXAMPLES, FORMATS, parseGenerateOptions, SNIPPETS, TARGETS } from '../commands/generate/options.ts';
import { parseRunOptions } from '../commands/run/options.ts';
import { parseShareUrl } from '../commands/share/options.ts';
import { findEndpoint } from './settings.ts';

/** An option that can be set once for all: in the environment, a project's file or the user's own. */
export interface SettingKey {
  /** As in a file and behind `--`. */
  name: string;
  about: string;
  /** Words that it takes, where there are only some. */
  choices?: readonly string[];
  /** Other tools' variable for the same thing; alacard's own are called ALACARD_<NAME>. */
  env?: string;
  /** Commands that take it. */
  commands: readonly string[];
  /** What holds without any setting. */
  fallback?: string;
  /**
   * Whether a project's file may set it. Where requests and tokens go is for the user alone: a project may come from
   * a stranger.
   */
  inProject: boolean;
  /** Throws UsageError, which names the flag. */
  check(value: string): void;
}

/**
 * `run-model` is `run` where it makes the notebook first: a notebook that is there takes none of these.
 * `share-server` is whatever shares, unless as a gist.
 */
const MODEL_COMMANDS = ['generate', 'info', 'pick', 'run-model'] as const;
const HUB_COMMANDS = ['generate', 'run', 'info', 'pick', 'popular', 'search', 'serve'] as const;

const asGenerate = (key: string) => (value: string) => void parseGenerateOptions({ [key]: value });
const asHub = (key: string) => (value: string) => void parseHubFlags({ [key]: value });
const asRun = (key: string) => (value: string) => void parseRunOptions({ [key]: value });

export const SETTING_KEYS: readonly SettingKey[] = [
  {
    name: 'format',
    about: 'form of the notebook',
    choices: FORMATS,
    commands: ['generate', 'pick'],
    fallback: 'ipynb',
    inProject: true,
    check: asGenerate('format'),
  },
  {
    name: 'output',
    about: 'file, folder or pattern to write to',
    commands: ['generate', 'pick'],
    fallback: '{name}.{ext}',
    inProject: true,
    check: asGenerate('output'),
  },
  {
    name: 'example',
    about: 'where the code may come from',
    choices: EXAMPLES,
    commands: MODEL_COMMANDS,
    fallback: 'auto',
    inProject: true,
    check: asGenerate('example'),
  },
  {
    name: 'snippets',
    about: 'examples of the card to take',
    choices: SNIPPETS,
    commands: MODEL_COMMANDS,
    fallback: 'first',
    inProject: true,
    check: asGenerate('snippets'),
  },
  {
    name: 'target',
    about: 'where the notebook will run',
    choices: TARGETS,
    commands: ['generate', 'pick'],
    fallback: 'jupyter',
    inProject: true,
    check: asGenerate('target'),
  },
  {
    name: 'timeout',
    about: 'longest time for one model',
    commands: ['generate', 'pick'],
    fallback: '60s',
    inProject: true,
    check: asHub('timeout'),
  },
  {
    name: 'max-wait',
    about: "longest wait for a rate limit's window",
    commands: HUB_COMMANDS,
    fallback: '90s',
    inProject: true,
    check: asHub('maxWait'),
  },
  {
    name: 'endpoint',
    about: 'the Hub to ask',
    env: 'HF_ENDPOINT',
    commands: HUB_COMMANDS,
    fallback: 'https://huggingface.co',
    inProject: false,
    check: (value) => void findEndpoint(value, {}),
  },
  {
    name: 'token-file',
    about: 'file that holds the access token',
    env: 'HF_TOKEN',
    commands: HUB_COMMANDS,
    inProject: false,
    check: asHub('tokenFile'),
  },
  {
    name: 'share-url',
    about: 'the server to share notebooks with',
    commands: ['share-server', 'pick'],
    inProject: false,
    check: (value) => void parseShareUrl(value),
  },
  {
    name: 'python',
    about: 'interpreter or virtual environment that runs notebooks',
    commands: ['run'],
    inProject: false,
    check: asRun('python'),
  },
];

/** Throws UsageError with the nearest name. */
export function findSettingKey(name: string): SettingKey {
  const found = SETTING_KEYS.find((key) => key.name === name);
  if (found !== undefined) return found;
  const names = SETTING_KEYS.map((key) => key.name);
  const guess = closest(name, names);
  throw new UsageError(`there is no setting "${name}"`, {
    hint: guess === undefined ? `Known: ${names.join(', ')}.` : `Did you mean ${guess}?`,
  });
}

/** alacard's own variable: ALACARD_MAX_WAIT for max-wait. */
export const variableOf = ({ name }: SettingKey): string =>
  `ALACARD_${name.toUpperCase().replace(/-/g, '_')}`;

/** The name under which commander hands the option over. */
export const rawName = ({ name }: SettingKey): keyof RawOptions & string =>
  name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
