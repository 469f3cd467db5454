import type { Command } from 'commander';

export const DEFAULT_LIMIT = 20;
export const MOST_LISTED = 1_000;

/** Which models of the Hub are meant. */
export function declareSelection(command: Command): Command {
  return command
    .option('-c, --category <kind>', 'pipeline tag or plain word: translation, chat, embeddings, image ...')
    .option('--sort <by>', 'downloads, likes, trending or recent (default: downloads)')
    .option('-l, --limit <number>', `models to list, at most ${MOST_LISTED} (default: ${DEFAULT_LIMIT})`)
    .option('--author <owner>', 'models of this user or organisation')
    .option('--library <name>', 'models for this library, such as diffusers')
    .option('--license <id>', 'models under this licence, such as apache-2.0')
    .option('--max-params <size>', 'models of at most this many parameters, such as 8B or 350M')
    .option('--ungated', 'models that need no permission');
}

export function declareFindOptions(command: Command): Command {
  return declareSelection(command)
    .option('--timeout <time>', 'longest time to wait for the Hub (default: 60s)')
    .option('--max-wait <time>', "longest wait for a rate limit's window (default: 90s)")
    .option('--jsonl', 'print a JSON object a line');
}
