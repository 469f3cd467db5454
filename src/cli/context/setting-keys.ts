import { UsageError } from '../../errors.ts';
import { closest } from '../arguments/closest.ts';
import { parseHubFlags, type RawOptions } from '../arguments/option-values.ts';
import { EXAMPLES, FORMATS, parseGenerateOptions, SNIPPETS, TARGETS } from '../commands/generate/options.ts';
import { parseRunOptions } from '../commands/run/options.ts';
import { parseShareUrl } from '../commands/share/options.ts';
import { findEndpoint } from './settings.ts';

/** An option that can also be set in the environment, in a project's file or in the user's own file. */
export interface SettingKey {
  /** The name in a settings file, and of the option without `--`. */
  name: string;
  about: string;
  /** The allowed values, if there is a fixed set. */
  choices?: readonly string[];
  /** Another tool's variable for the same setting. alacard's own is ALACARD_<NAME>. */
  env?: string;
  /** The commands that it applies to. */
  commands: readonly string[];
  /** The default value. */
  defaultValue?: string;
  /**
   * Whether a project's file can set it. A project may be untrusted, so it must not control where requests and tokens
   * are sent.
   */
  inProject: boolean;
  /** @throws UsageError that names the flag */
  check(value: string): void;
}

/**
 * `run-model` and `preview-model` are `run` and `preview` for a model, which generate the notebook first. None of these
 * settings apply to an existing notebook. `share-server` is any command that shares to a server.
 */
const MODEL_COMMANDS = ['generate', 'preview-model', 'info', 'pick', 'run-model'] as const;
const HUB_COMMANDS = ['generate', 'preview', 'run', 'info', 'pick', 'popular', 'search', 'serve'] as const;

const asGenerate = (key: string) => (value: string) => void parseGenerateOptions({ [key]: value });
const asHub = (key: string) => (value: string) => void parseHubFlags({ [key]: value });
const asRun = (key: string) => (value: string) => void parseRunOptions({ [key]: value });

export const SETTING_KEYS: readonly SettingKey[] = [
  {
    name: 'format',
    about: 'format of the notebook',
    choices: FORMATS,
    commands: ['generate', 'pick'],
    defaultValue: 'ipynb',
    inProject: true,
    check: asGenerate('format'),
  },
  {
    name: 'output',
    about: 'file, folder or pattern to write to',
    commands: ['generate'],
    defaultValue: '{name}.{ext}',
    inProject: true,
    check: asGenerate('output'),
  },
  {
    name: 'example',
    about: 'source of the example code',
    choices: EXAMPLES,
    commands: MODEL_COMMANDS,
    defaultValue: 'auto',
    inProject: true,
    check: asGenerate('example'),
  },
  {
    name: 'snippets',
    about: 'examples to take from the model card',
    choices: SNIPPETS,
    commands: MODEL_COMMANDS,
    defaultValue: 'first',
    inProject: true,
    check: asGenerate('snippets'),
  },
  {
    name: 'target',
    about: 'where the notebook will run',
    choices: TARGETS,
    commands: ['generate', 'preview-model', 'pick'],
    defaultValue: 'jupyter',
    inProject: true,
    check: asGenerate('target'),
  },
  {
    name: 'timeout',
    about: 'time limit per model',
    commands: ['generate', 'preview-model', 'pick'],
    defaultValue: '60s',
    inProject: true,
    check: asHub('timeout'),
  },
  {
    name: 'max-wait',
    about: 'time limit for waiting out a rate limit',
    commands: HUB_COMMANDS,
    defaultValue: '90s',
    inProject: true,
    check: asHub('maxWait'),
  },
  {
    name: 'endpoint',
    about: 'URL of the Hub',
    env: 'HF_ENDPOINT',
    commands: HUB_COMMANDS,
    defaultValue: 'https://huggingface.co',
    inProject: false,
    check: (value) => void findEndpoint(value, {}),
  },
  {
    name: 'token-file',
    about: 'file that contains the access token',
    env: 'HF_TOKEN',
    // A server does not use a token unless its operator sets one.
    commands: HUB_COMMANDS.filter((name) => name !== 'serve'),
    inProject: false,
    check: asHub('tokenFile'),
  },
  {
    name: 'share-url',
    about: 'server to share notebooks on',
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

/** @throws UsageError that suggests the closest name */
export function findSettingKey(name: string): SettingKey {
  const found = SETTING_KEYS.find((key) => key.name === name);
  if (found !== undefined) return found;
  const names = SETTING_KEYS.map((key) => key.name);
  const guess = closest(name, names);
  throw new UsageError(`unknown setting "${name}"`, {
    hint: guess === undefined ? `Settings: ${names.join(', ')}.` : `Did you mean ${guess}?`,
  });
}

/** Returns alacard's own variable, such as ALACARD_MAX_WAIT for `max-wait`. */
export const variableOf = ({ name }: SettingKey): string =>
  `ALACARD_${name.toUpperCase().replace(/-/g, '_')}`;

/** Returns commander's name for the option, such as `maxWait` for `max-wait`. */
export const rawName = ({ name }: SettingKey): keyof RawOptions & string =>
  name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
