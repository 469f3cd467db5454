import { statSync } from 'node:fs';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { defined } from '../../../defined.ts';
import { expandPattern, safeFileName } from '../../../encode/file-name.ts';
import { UsageError } from '../../../errors.ts';
import { closest } from '../../arguments/closest.ts';
import type { ModelArgument } from '../../arguments/model-argument.ts';
import { FORMATS, type Format } from './options.ts';

/** Where notebooks go: standard output, one file, or a file for each model. */
export type OutputPlan =
  | { kind: 'stdout'; format: Format }
  | { kind: 'file'; format: Format; path: string }
  | { kind: 'folder'; format: Format; folder: string }
  | { kind: 'pattern'; format: Format; pattern: string };

/** What a notebook's name is made of, once the model is known. */
export interface NamedNotebook {
  modelId: string;
  sha?: string;
  task?: string;
}

interface PlanContext {
  cwd: string;
  modelCount: number;
  /** `--format`. */
  format?: Format;
  /** `--json`. */
  json?: boolean;
  /** `--dry-run`. */
  dryRun?: boolean;
}

const PLACEHOLDERS = ['owner', 'name', 'sha', 'sha7', 'task', 'ext'] as const;
/** What a person can type without asking the Hub. */
const KNOWN_BEFORE = new Set<string>(['owner', 'name', 'ext']);

/** Reads `--output` and `--format` together. Throws UsageError. */
export function planOutput(output: string | undefined, context: PlanContext): OutputPlan {
  const plan = readOutput(output, context);
  if (context.modelCount > 1 && (plan.kind === 'stdout' || plan.kind === 'file')) {
    const where = plan.kind === 'stdout' ? 'standard output' : `the one file "${plan.path}"`;
    throw new UsageError(`${context.modelCount} notebooks can't all go to ${where}`, {
      hint: 'Give a folder (--output notebooks/) or a pattern (--output "{owner}/{name}.ipynb").',
    });
  }
  if (plan.kind === 'stdout' && context.json && !context.dryRun) {
    throw new UsageError('--json and --output - both want standard output', {
      hint: 'Write the notebook to a file, or drop --json.',
    });
  }
  return plan;
}

function readOutput(output: string | undefined, context: PlanContext): OutputPlan {
  if (output === undefined) return { kind: 'folder', folder: '', format: context.format ?? 'ipynb' };
  if (output === '-') return { kind: 'stdout', format: context.format ?? 'ipynb' };
  if (/[\u0000-\u001f\u007f]/.test(output)) {
    throw new UsageError('--output holds control characters', {
      hint: 'Name a file, a folder or a pattern.',
    });
  }
  if (output.includes('{')) {
    checkPlaceholders(output);
    return {
      kind: 'pattern',
      pattern: completePattern(output),
      format: agreeOnFormat(output, context.format),
    };
  }
  if (endsInSeparator(output) || isExistingFolder(resolve(context.cwd, output))) {
    return { kind: 'folder', folder: output, format: context.format ?? 'ipynb' };
  }
  return { kind: 'file', path: output, format: agreeOnFormat(output, context.format) };
}

/** A pattern that ends as a folder, or in a placeholder, gets the name and ending that it leaves out. */
function completePattern(pattern: string): string {
  if (endsInSeparator(pattern)) return `${pattern}{name}.{ext}`;
  return /\{(?!ext\})\w+\}$/.test(pattern) ? `${pattern}.{ext}` : pattern;
}

/** Undefined where the name's ending is none of a format. */
export function formatOfName(output: string): Format | undefined {
  const ending = extname(output).slice(1).toLowerCase();
  return FORMATS.find((format) => format === ending);
}

function agreeOnFormat(output: string, given: Format | undefined): Format {
  const named = formatOfName(output);
  if (given !== undefined && named !== undefined && given !== named) {
    throw new UsageError(`--format ${given} and --output "${output}" contradict each other`, {
      hint: `Drop --format, or let the name end in .${given}.`,
    });
  }
  return given ?? named ?? 'ipynb';
}

function checkPlaceholders(pattern: string): void {
  for (const [text, name] of pattern.matchAll(/\{([^{}]*)\}/g)) {
    if (PLACEHOLDERS.some((known) => known === name)) continue;
    const guess = closest(name ?? '', PLACEHOLDERS);
    throw new UsageError(`--output holds ${text}, which nothing fills`, {
      hint: `${guess === undefined ? '' : `Did you mean {${guess}}? `}Known: ${PLACEHOLDERS.map((known) => `{${known}}`).join(' ')}.`,
    });
  }
}

/** The path where it doesn't depend on the Hub's answer; relative to the folder alacard runs in. */
export function knownPath(plan: OutputPlan, model: ModelArgument): string | undefined {
  if (plan.kind === 'stdout') return undefined;
  if (plan.kind === 'file') return plan.path;
  if (model.kind === 'local' && model.id === undefined) return undefined;
  const modelId = model.id!;
  if (plan.kind === 'pattern') {
    const names = [...plan.pattern.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
    if (!names.every((name) => KNOWN_BEFORE.has(name))) return undefined;
    if (names.includes('owner') && !modelId.includes('/')) return undefined;
  }
  return pathFor(plan, { modelId });
}

/**
 * The path of a finished notebook; undefined for standard output. What the person typed names the file, so
 * that a renamed repository changes nothing; only an owner that was not typed comes from the Hub's answer.
 */
export function finalPath(
  plan: OutputPlan,
  model: ModelArgument,
  notebook: NamedNotebook,
): string | undefined {
  if (plan.kind === 'stdout') return undefined;
  const typed = model.id;
  const modelId =
    typed === undefined || !typed.includes('/') ? withTypedName(typed, notebook.modelId) : typed;
  return pathFor(plan, { ...notebook, modelId });
}

function withTypedName(typed: string | undefined, answered: string): string {
  if (typed === undefined) return answered;
  const slash = answered.lastIndexOf('/');
  return slash < 0 ? typed : `${answered.slice(0, slash)}/${typed}`;
}

function pathFor(plan: Exclude<OutputPlan, { kind: 'stdout' }>, notebook: NamedNotebook): string {
  if (plan.kind === 'file') return plan.path;
  const slash = notebook.modelId.lastIndexOf('/');
  const name = notebook.modelId.slice(slash + 1);
  if (plan.kind === 'folder') return join(plan.folder, safeFileName(`${name}.${plan.format}`));
  const path = expandPattern(plan.pattern, {
    ...(slash >= 0 && { owner: notebook.modelId.slice(0, slash) }),
    name,
    ...(notebook.sha !== undefined && { sha: notebook.sha, sha7: notebook.sha.slice(0, 7) }),
    ...defined({ task: notebook.task }),
    ext: plan.format,
  });
  return keepInside(path, plan.pattern);
}

/** A pattern's filled part never leaves the folder that stands before its first placeholder. */
function keepInside(path: string, pattern: string): string {
  const fixed = pattern.slice(0, pattern.indexOf('{'));
  const folder = resolve(endsInSeparator(fixed) || fixed === '' ? fixed : dirname(fixed));
  const below = relative(folder, resolve(path));
  if (
    below === '' ||
    below === '..' ||
    below.startsWith(`..${sep}`) ||
    resolve(folder, below) !== resolve(path)
  ) {
    throw new UsageError(`--output "${pattern}" leads out of its own folder`, {
      hint: 'Write ".." before the first placeholder only.',
    });
  }
  return path;
}

function endsInSeparator(path: string): boolean {
  return path.endsWith('/') || path.endsWith(sep);
}

function isExistingFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
