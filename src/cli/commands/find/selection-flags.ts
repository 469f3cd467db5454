import type { Command } from 'commander';

export const DEFAULT_LIMIT = 20;
export const MAX_LISTED = 1_000;

/** Options that select models from the Hub. */
export function declareSelection(command: Command): Command {
  return command
    .option('-c, --category <kind>', 'Pipeline tag or plain word: translation, chat, embeddings, image, ...')
    .option('--sort <by>', 'Sort by downloads, likes, trending or recent (default: downloads)')
    .option(
      '-l, --limit <number>',
      `Number of models to list, up to ${MAX_LISTED} (default: ${DEFAULT_LIMIT})`,
    )
    .option('--author <owner>', 'Only models from this user or organization')
    .option('--library <name>', 'Only models for this library, such as diffusers')
    .option('--license <id>', 'Only models under this license, such as apache-2.0')
    .option('--max-params <size>', 'Only models with at most this many parameters, such as 8B or 350M')
    .option('--ungated', 'Only models that anyone can download');
}

export function declareFindOptions(command: Command): Command {
  return declareSelection(command)
    .option('--timeout <time>', 'Time limit for requests to the Hub (default: 60s)')
    .option('--max-wait <time>', 'Time limit for waiting out a rate limit (default: 90s)')
    .option('--jsonl', 'Print one JSON object per line');
}
