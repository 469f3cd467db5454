import type { Command } from 'commander';
import { defined } from '../../defined.ts';
import { UsageError } from '../../errors.ts';
import { closest } from './closest.ts';
import { parseDuration } from './duration.ts';

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
    ...defined({ endpoint, tokenFile }),
    ...(timeout !== undefined && { timeoutMs: parseDuration(timeout, '--timeout') }),
    ...(maxWait !== undefined && { maxWaitMs: parseDuration(maxWait, '--max-wait', { allowZero: true }) }),
  };
}

/** What was given, never blank. Throws UsageError naming `flag`. */
export function text(raw: RawOptions, key: string, flag: string): string | undefined {
  const value = raw[key];
  if (typeof value !== 'string') return undefined;
  if (value.trim() === '') {
    throw new UsageError(`${flag} is empty`, { hint: `Give ${flag} a value, or leave it out.` });
  }
  return value;
}

/** Throws UsageError naming `flag`, with the nearest of `choices`. */
export function choice<T extends string>(value: string, choices: readonly T[], flag: string): T {
  const found = choices.find((known) => known === value);
  if (found !== undefined) return found;
  const guess = closest(value, choices);
  throw new UsageError(`${flag} takes ${listOf(choices)}, not "${value}"`, {
    hint: guess === undefined ? `For example: ${flag} ${choices[0]}.` : `Did you mean ${flag} ${guess}?`,
  });
}

function listOf(words: readonly string[]): string {
  return words.length === 1 ? words[0]! : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
