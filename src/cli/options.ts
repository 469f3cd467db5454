import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { isRevision } from '../hub/model-id.ts';
import { closest } from './closest.ts';
import { parseDuration } from './duration.ts';

export const FORMATS = ['ipynb', 'py', 'md'] as const;
export const EXAMPLES = ['auto', 'readme', 'library', 'template'] as const;
export const SNIPPETS = ['first', 'all'] as const;

export type Format = (typeof FORMATS)[number];

/** Options that every command takes, before or after its name. */
export interface GlobalOptions {
  json: boolean;
  quiet: boolean;
  debug: boolean;
}

/** How the Hub is reached. An absent option leaves the word to the environment. */
export interface HubFlags {
  offline: boolean;
  endpoint?: string;
  tokenFile?: string;
  timeoutMs?: number;
  maxWaitMs?: number;
}

export interface GenerateOptions {
  revision?: string;
  output?: string;
  /** Absent: as the output's name says, else ipynb. */
  format?: Format;
  example: (typeof EXAMPLES)[number];
  snippets: (typeof SNIPPETS)[number];
  id?: string;
  force: boolean;
  requirePinned: boolean;
  dryRun: boolean;
  refresh: boolean;
  /** Run what was written. */
  run: boolean;
}

/** How a notebook is run. */
export interface RunOptions {
  output?: string;
  force: boolean;
  timeoutMs?: number;
  cellTimeoutMs?: number;
  python?: string;
}

/** As commander hands them over: text or true, absent where not given. */
export type RawOptions = Readonly<Record<string, string | boolean | undefined>>;

export function declareGlobalOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document on standard output, on failure too')
    .option('-q, --quiet', 'print the path written and errors, nothing else')
    .option('--debug', 'tell each step and request on standard error, and show stacks')
    .option('--offline', 'open no socket: cache and embedded models only (also HF_HUB_OFFLINE=1)')
    .option('--endpoint <url>', 'Hub to ask (default: HF_ENDPOINT, else https://huggingface.co)')
    .option(
      '--token-file <file>',
      'read the access token from a file (default: HF_TOKEN, else the file of `hf auth login`)',
    );
}

export function declareGenerateOptions(command: Command): Command {
  declareModelOptions(command)
    .option(
      '-o, --output <where>',
      'file, folder (`notebooks/`), pattern or `-` for standard output (default: <name>.ipynb here)',
    )
    .option('--format <format>', 'ipynb, py (percent format) or md (default: as --output ends, else ipynb)')
    .option('-f, --force', 'replace a file that exists')
    .option('-n, --dry-run', 'say what would be written, and why; write nothing')
    .option('--timeout <time>', 'longest time for one model, such as 30s or 2m (default: 60s)')
    .option('--run', 'run the notebook too, as `alacard run` does');
  return declarePythonOptions(command);
}

export function declareRunOptions(command: Command): Command {
  declareModelOptions(command)
    .option('-o, --output <where>', 'file or folder of the executed copy (default: <name>.executed.ipynb)')
    .option('-f, --force', 'replace an older copy, and the notebook made of a model')
    .option('--timeout <time>', 'longest time for the whole run (default: none)');
  return declarePythonOptions(command);
}

/** What decides on the notebook of a model. */
function declareModelOptions(command: Command): Command {
  return command
    .option('--revision <rev>', 'branch, tag or commit of the model (default: main)')
    .option(
      '--example <source>',
      'where the code may come from: auto, readme, library or template (default: auto)',
    )
    .option('--snippets <which>', 'examples of the card to take: first or all (default: first)')
    .option('--id <owner/name>', 'model id of a local folder or README.md')
    .option('--require-pinned', 'fail where the revision cannot be pinned to a commit')
    .option('--refresh', 'ask the Hub even if the cache is fresh')
    .option('--max-wait <time>', "longest wait for a rate limit's window (default: 90s)");
}

function declarePythonOptions(command: Command): Command {
  return command
    .option('--cell-timeout <time>', 'longest time for one cell of a run (default: none)')
    .option(
      '--python <which>',
      'interpreter or virtual environment to run with (default: the active one, else python3)',
    );
}

export function parseGlobalOptions(raw: RawOptions): GlobalOptions {
  return { json: raw.json === true, quiet: raw.quiet === true, debug: raw.debug === true };
}

/** Throws UsageError. */
export function parseHubFlags(raw: RawOptions): HubFlags {
  const endpoint = text(raw, 'endpoint', '--endpoint');
  const tokenFile = text(raw, 'tokenFile', '--token-file');
  const timeout = text(raw, 'timeout', '--timeout');
  const maxWait = text(raw, 'maxWait', '--max-wait');
  return {
    offline: raw.offline === true,
    ...(endpoint !== undefined && { endpoint }),
    ...(tokenFile !== undefined && { tokenFile }),
    ...(timeout !== undefined && { timeoutMs: parseDuration(timeout, '--timeout') }),
    ...(maxWait !== undefined && { maxWaitMs: parseDuration(maxWait, '--max-wait', { allowZero: true }) }),
  };
}

/** Throws UsageError. */
export function parseGenerateOptions(raw: RawOptions): GenerateOptions {
  const revision = text(raw, 'revision', '--revision');
  const output = text(raw, 'output', '--output');
  const format = text(raw, 'format', '--format');
  const id = text(raw, 'id', '--id');
  if (revision !== undefined && !isRevision(revision)) {
    throw new UsageError(`--revision "${revision}" is no branch, tag or commit`, {
      hint: 'Write it as the Hub shows it: --revision main, --revision refs/pr/1, --revision 1a2b3c4.',
    });
  }
  return {
    ...(revision !== undefined && { revision }),
    ...(output !== undefined && { output }),
    ...(format !== undefined && { format: choice(format, FORMATS, '--format') }),
    example: choice(text(raw, 'example', '--example') ?? 'auto', EXAMPLES, '--example'),
    snippets: choice(text(raw, 'snippets', '--snippets') ?? 'first', SNIPPETS, '--snippets'),
    ...(id !== undefined && { id }),
    force: raw.force === true,
    requirePinned: raw.requirePinned === true,
    dryRun: raw.dryRun === true,
    refresh: raw.refresh === true,
    run: raw.run === true,
  };
}

/** Throws UsageError. */
export function parseRunOptions(raw: RawOptions): RunOptions {
  const output = text(raw, 'output', '--output');
  const timeout = text(raw, 'timeout', '--timeout');
  const cellTimeout = text(raw, 'cellTimeout', '--cell-timeout');
  const python = text(raw, 'python', '--python');
  return {
    force: raw.force === true,
    ...(output !== undefined && { output }),
    ...(timeout !== undefined && { timeoutMs: parseDuration(timeout, '--timeout') }),
    ...(cellTimeout !== undefined && { cellTimeoutMs: parseDuration(cellTimeout, '--cell-timeout') }),
    ...(python !== undefined && { python }),
  };
}

/** Throws UsageError. */
export function parseViewer<T extends string>(raw: RawOptions, choices: readonly T[]): T | undefined {
  const wanted = text(raw, 'with', '--with');
  return wanted === undefined ? undefined : choice(wanted, choices, '--with');
}

function text(raw: RawOptions, key: string, flag: string): string | undefined {
  const value = raw[key];
  if (typeof value !== 'string') return undefined;
  if (value.trim() === '') {
    throw new UsageError(`${flag} is empty`, { hint: `Give ${flag} a value, or leave it out.` });
  }
  return value;
}

function choice<T extends string>(value: string, choices: readonly T[], flag: string): T {
  const found = choices.find((known) => known === value);
  if (found !== undefined) return found;
  const guess = closest(value, choices);
  throw new UsageError(`${flag} takes ${listOf(choices)}, not "${value}"`, {
    hint: guess === undefined ? `For example: ${flag} ${choices[0]}.` : `Did you mean ${flag} ${guess}?`,
  });
}

function listOf(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
