import type { Command } from 'commander';
import { defined } from '../../../defined.ts';
import { UsageError } from '../../../errors.ts';
import { isRevision } from '../../../hub/models/model-id.ts';
import { choice, type RawOptions, text } from '../../arguments/option-values.ts';

export const FORMATS = ['ipynb', 'py', 'md'] as const;
export const EXAMPLES = ['auto', 'readme', 'library', 'template'] as const;
export const SNIPPETS = ['first', 'all'] as const;

export const QUANTIZATIONS = ['4bit'] as const;
export const TARGETS = ['jupyter', 'colab', 'kaggle', 'vscode'] as const;

export type Format = (typeof FORMATS)[number];

export interface GenerateOptions {
  revision?: string;
  output?: string;
  /** Absent: as the output's name says, else ipynb. */
  format?: Format;
  example: (typeof EXAMPLES)[number];
  snippets: (typeof SNIPPETS)[number];
  id?: string;
  /** Absent: as the weights are. */
  quantize?: (typeof QUANTIZATIONS)[number];
  target: (typeof TARGETS)[number];
  preferOfficial: boolean;
  force: boolean;
  requirePinned: boolean;
  dryRun: boolean;
  refresh: boolean;
  rebuild: boolean;
  /** Run what was written. */
  run: boolean;
}

/** What decides on the notebook of a model. */
export function declareModelOptions(command: Command): Command {
  return command
    .option('--revision <rev>', 'branch, tag or commit of the model (default: main)')
    .option(
      '--example <source>',
      'where the code may come from: auto, readme, library or template (default: auto)',
    )
    .option('--snippets <which>', 'examples of the card to take: first or all (default: first)')
    .option('--id <owner/name>', 'model id of a local folder or README.md')
    .option('--quantize <bits>', 'load the model in fewer bits where that can be done: 4bit')
    .option('--target <host>', 'where it will run: jupyter, colab, kaggle or vscode (default: jupyter)')
    .option('--prefer-official', "take the repository's own notebook.ipynb where it has one")
    .option('--require-pinned', 'fail where the revision cannot be pinned to a commit')
    .option('--rebuild', 'regenerate the notebook even if a finished one is cached')
    .option('--refresh', 'as --rebuild, and ask the Hub even if the cache is fresh')
    .option('--max-wait <time>', "longest wait for a rate limit's window (default: 90s)");
}

/** Throws UsageError. */
export function parseGenerateOptions(raw: RawOptions): GenerateOptions {
  const revision = text(raw, 'revision', '--revision');
  const output = text(raw, 'output', '--output');
  const format = text(raw, 'format', '--format');
  const id = text(raw, 'id', '--id');
  const quantize = text(raw, 'quantize', '--quantize');
  if (revision !== undefined && !isRevision(revision)) {
    throw new UsageError(`--revision "${revision}" is no branch, tag or commit`, {
      hint: 'Write it as the Hub shows it: --revision main, --revision refs/pr/1, --revision 1a2b3c4.',
    });
  }
  return {
    ...defined({ revision, output }),
    ...(format !== undefined && { format: choice(format, FORMATS, '--format') }),
    example: choice(text(raw, 'example', '--example') ?? 'auto', EXAMPLES, '--example'),
    snippets: choice(text(raw, 'snippets', '--snippets') ?? 'first', SNIPPETS, '--snippets'),
    ...defined({ id }),
    ...(quantize !== undefined && { quantize: choice(quantize, QUANTIZATIONS, '--quantize') }),
    target: choice(text(raw, 'target', '--target') ?? 'jupyter', TARGETS, '--target'),
    preferOfficial: raw.preferOfficial === true,
    force: raw.force === true,
    requirePinned: raw.requirePinned === true,
    dryRun: raw.dryRun === true,
    refresh: raw.refresh === true,
    rebuild: raw.rebuild === true,
    run: raw.run === true,
  };
}
