import type { Command } from 'commander';
import { defined } from '../../defined.ts';
import { UsageError } from '../../errors.ts';
import { closest } from './closest.ts';
import { parseDuration } from './duration.ts';

/** Options that every command accepts, before or after its name. */
export interface GlobalOptions {
  json: boolean;
  quiet: boolean;
  debug: boolean;
}

/** How to reach the Hub. Options that are not set come from the environment. */
export interface HubFlags {
  offline: boolean;
  endpoint?: string;
  tokenFile?: string;
  timeoutMs?: number;
  maxWaitMs?: number;
}

/** Options as commander returns them: a string, or `true` for a flag. */
export type RawOptions = Readonly<Record<string, string | boolean | undefined>>;

export function declareGlobalOptions(command: Command): Command {
  return command
    .option('--json', 'Print one JSON document, even on failure')
    .option('-q, --quiet', 'Print only results and errors')
    .option('--debug', 'Print each step and request, and stack traces')
    .option('--offline', 'Do not access the network (or set HF_HUB_OFFLINE=1)')
    .option('--endpoint <url>', 'URL of the Hub or a mirror (default: HF_ENDPOINT)')
    .option('--token-file <file>', 'File with the access token (default: HF_TOKEN)');
}

export function declareMaxWait(command: Command): Command {
  return command.option(
    '--max-wait <time>',
    'Time limit for waiting out a rate limit (default: 90s, or 330s in a batch)',
  );
}

export function parseGlobalOptions(raw: RawOptions): GlobalOptions {
  return { json: raw.json === true, quiet: raw.quiet === true, debug: raw.debug === true };
}

/** @throws UsageError */
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

/**
 * The value of an option, if it is set.
 * @throws UsageError naming `flag` if the value is blank
 */
export function text(raw: RawOptions, key: string, flag: string): string | undefined {
  const value = raw[key];
  if (typeof value !== 'string') return undefined;
  if (value.trim() === '') {
    throw new UsageError(`${flag} must not be empty`, { hint: `Set a value, or drop ${flag}.` });
  }
  return value;
}

/**
 * `value` as one of `choices`. For an argument, `flag` is the command and `noun` names the argument.
 * @throws UsageError naming the closest choice
 */
export function choice<T extends string>(value: string, choices: readonly T[], flag: string, noun = flag): T {
  const found = choices.find((known) => known === value);
  if (found !== undefined) return found;
  const guess = closest(value, choices);
  throw new UsageError(`${noun} must be ${joinWithOr(choices)}, not "${value}"`, {
    hint: guess === undefined ? `For example: ${flag} ${choices[0]}` : `Did you mean ${flag} ${guess}?`,
  });
}

function joinWithOr(words: readonly string[]): string {
  return words.length === 1 ? words[0]! : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
