import type { Command } from 'commander';
import { defined } from '../../../defined.ts';
import { UsageError } from '../../../errors.ts';
import { type RawOptions, text } from '../../arguments/option-values.ts';

const MAX_CONCURRENCY = 64;

/** How a run handles several models. */
export interface BatchFlags {
  /** A file of model ids. */
  from?: string;
  /** The file that the failed model ids are written to. */
  failedTo?: string;
  /** Models processed concurrently. */
  concurrency?: number;
  failFast: boolean;
  resume: boolean;
  jsonl: boolean;
}

export function declareBatchOptions(command: Command): Command {
  return command
    .option('--from <file>', 'Read models from a text, JSON, JSON Lines or CSV file')
    .option('--failed-to <file>', 'Write the ids of the models that failed to a file')
    .option('--concurrency <n>', 'Models to process concurrently (default: 8)')
    .option('--keep-going', 'Continue after a failure (default)')
    .option('--fail-fast', 'Do not start any more models after a failure')
    .option('--resume', 'Skip models that an earlier run finished')
    .option('--jsonl', 'Print one JSON object per model when it is done');
}

/** @throws UsageError */
export function parseBatchFlags(raw: RawOptions): BatchFlags {
  const from = text(raw, 'from', '--from');
  const failedTo = text(raw, 'failedTo', '--failed-to');
  const concurrency = text(raw, 'concurrency', '--concurrency');
  if (failedTo !== undefined && (failedTo === '-' || raw.dryRun === true)) {
    const reason = failedTo === '-' ? 'must be a file' : 'and --dry-run cannot be used together';
    throw new UsageError(`--failed-to ${reason}`, { hint: 'For example: --failed-to failed.txt' });
  }
  if (raw.keepGoing === true && raw.failFast === true) {
    throw new UsageError('--keep-going and --fail-fast cannot be used together', {
      hint: 'Drop one of them.',
    });
  }
  if (raw.json === true && raw.jsonl === true) {
    throw new UsageError('--json and --jsonl cannot be used together', {
      hint: 'Use --json for one document at the end, or --jsonl for one object per model.',
    });
  }
  return {
    ...defined({ from, failedTo }),
    ...(concurrency !== undefined && { concurrency: parseConcurrency(concurrency) }),
    failFast: raw.failFast === true,
    resume: raw.resume === true,
    jsonl: raw.jsonl === true,
  };
}

function parseConcurrency(value: string): number {
  const amount = Number(value);
  if (/^\d+$/.test(value.trim()) && amount >= 1 && amount <= MAX_CONCURRENCY) return amount;
  throw new UsageError(`--concurrency must be a whole number from 1 to ${MAX_CONCURRENCY}, not "${value}"`, {
    hint: 'For example: --concurrency 8.',
  });
}
