import type { Command } from 'commander';
import { defined } from '../../../defined.ts';
import { UsageError } from '../../../errors.ts';
import { type RawOptions, text } from '../../arguments/option-values.ts';

const MOST_AT_ONCE = 64;

/** How many models are made in one run. */
export interface BatchFlags {
  /** A file of model ids. */
  from?: string;
  /** Absent: as many as suits the work. */
  concurrency?: number;
  failFast: boolean;
  resume: boolean;
  jsonl: boolean;
}

export function declareBatchOptions(command: Command): Command {
  return command
    .option('--from <file>', 'take the models from a file: text, JSON, JSON Lines or CSV with a column id')
    .option('--concurrency <n>', 'notebooks made at once (default: 8)')
    .option('--keep-going', 'go on past a model that fails (the default)')
    .option('--fail-fast', 'begin nothing new once a model has failed')
    .option('--resume', 'pass over what an earlier run into this folder has done')
    .option('--jsonl', 'print a JSON object for each model as it is done');
}

/** Throws UsageError. */
export function parseBatchFlags(raw: RawOptions): BatchFlags {
  const from = text(raw, 'from', '--from');
  const concurrency = text(raw, 'concurrency', '--concurrency');
  if (raw.keepGoing === true && raw.failFast === true) {
    throw new UsageError('--keep-going and --fail-fast contradict each other', {
      hint: 'Drop one of the two.',
    });
  }
  if (raw.json === true && raw.jsonl === true) {
    throw new UsageError('--json and --jsonl both want standard output', {
      hint: '--json prints one document at the end, --jsonl an object for each model as it is done.',
    });
  }
  return {
    ...defined({ from }),
    ...(concurrency !== undefined && { concurrency: parseConcurrency(concurrency) }),
    failFast: raw.failFast === true,
    resume: raw.resume === true,
    jsonl: raw.jsonl === true,
  };
}

function parseConcurrency(value: string): number {
  const amount = Number(value);
  if (/^\d+$/.test(value.trim()) && amount >= 1 && amount <= MOST_AT_ONCE) return amount;
  throw new UsageError(`--concurrency takes a whole number from 1 to ${MOST_AT_ONCE}, not "${value}"`, {
    hint: 'For example: --concurrency 8.',
  });
}
