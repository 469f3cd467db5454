import type { Command } from 'commander';
import { defined } from '../../../defined.ts';
import { UsageError } from '../../../errors.ts';
import { isRevision } from '../../../hub/models/model-id.ts';
import { choice, declareMaxWait, type RawOptions, text } from '../../arguments/option-values.ts';

export const FORMATS = ['ipynb', 'py', 'md', 'script'] as const;
export const EXAMPLES = ['auto', 'readme', 'library', 'template'] as const;
export const SNIPPETS = ['first', 'all'] as const;

export const QUANTIZATIONS = ['4bit'] as const;
export const TARGETS = ['jupyter', 'colab', 'kaggle', 'vscode'] as const;

export type Format = (typeof FORMATS)[number];

/** The extension of a format's files. */
export const extensionOf = (format: Format) => (format === 'script' ? 'py' : format);

export interface GenerateOptions {
  revision?: string;
  output?: string;
  /** Whether a project's settings set the output. */
  isProjectOutput: boolean;
  /** Defaults to the format that the output's name implies, or ipynb. */
  format?: Format;
  example: (typeof EXAMPLES)[number];
  snippets: (typeof SNIPPETS)[number];
  id?: string;
  /** Defaults to no quantization. */
  quantize?: (typeof QUANTIZATIONS)[number];
  target: (typeof TARGETS)[number];
  /** Whether the notebook sets HF_ENDPOINT. */
  carryEndpoint: boolean;
  preferOfficial: boolean;
  officialPath?: string;
  force: boolean;
  requirePinned: boolean;
  dryRun: boolean;
  refresh: boolean;
  rebuild: boolean;
  /** Whether to run the notebook once it is written. */
  run: boolean;
}

/** Options that decide what a notebook contains. */
export function declareModelOptions(command: Command): Command {
  return command
    .option('--revision <rev>', 'Branch, tag or commit (default: main)')
    .option('--id <owner/name>', 'Model id of a local folder or README.md')
    .option('--example <source>', 'Example code: auto (default), readme, library, template')
    .option('--snippets <which>', 'Model card examples to use: first (default) or all')
    .option('--target <host>', 'Platform: jupyter (default), colab, kaggle or vscode')
    .option('--quantize <bits>', 'Quantize the model when loading it, if possible: 4bit')
    .option('--carry-endpoint', 'Use the mirror (HF_ENDPOINT) in the notebook, too')
    .option('--prefer-official', "Use the repository's own notebook if it has one")
    .option('--official-notebook <path>', 'Use this notebook of the repository');
}

/** Options for the requests to the Hub. */
export function declareHubOptions(command: Command): Command {
  return declareMaxWait(
    command
      .option('--require-pinned', 'Fail if the revision cannot be pinned to a commit')
      .option('--rebuild', 'Regenerate the notebook even if it is cached')
      .option('--refresh', 'Like --rebuild, but also get current data from the Hub'),
  );
}

/** @throws UsageError */
export function parseGenerateOptions(raw: RawOptions): GenerateOptions {
  const revision = text(raw, 'revision', '--revision');
  const output = text(raw, 'output', '--output');
  const format = text(raw, 'format', '--format');
  const id = text(raw, 'id', '--id');
  const quantize = text(raw, 'quantize', '--quantize');
  const officialPath = text(raw, 'officialNotebook', '--official-notebook');
  if (revision !== undefined && !isRevision(revision)) {
    throw new UsageError(`--revision must be a branch, tag or commit, not "${revision}"`, {
      hint: 'For example: --revision main, --revision refs/pr/1 or --revision 1a2b3c4.',
    });
  }
  return {
    ...defined({ revision, output }),
    isProjectOutput: raw.projectOutput === true,
    ...(format !== undefined && { format: choice(format, FORMATS, '--format') }),
    example: choice(text(raw, 'example', '--example') ?? 'auto', EXAMPLES, '--example'),
    snippets: choice(text(raw, 'snippets', '--snippets') ?? 'first', SNIPPETS, '--snippets'),
    ...defined({ id }),
    ...(quantize !== undefined && { quantize: choice(quantize, QUANTIZATIONS, '--quantize') }),
    // A script has no notebook host.
    target:
      format === 'script'
        ? 'jupyter'
        : choice(text(raw, 'target', '--target') ?? 'jupyter', TARGETS, '--target'),
    carryEndpoint: raw.carryEndpoint === true,
    preferOfficial: raw.preferOfficial === true || officialPath !== undefined,
    ...defined({ officialPath }),
    force: raw.force === true,
    requirePinned: raw.requirePinned === true,
    dryRun: raw.dryRun === true,
    refresh: raw.refresh === true,
    rebuild: raw.rebuild === true,
    run: raw.run === true,
  };
}
