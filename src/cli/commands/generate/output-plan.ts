import { statSync } from 'node:fs';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { defined } from '../../../defined.ts';
import { expandPattern, safeFileName } from '../../../encode/file-name.ts';
import { UsageError } from '../../../errors.ts';
import { closest } from '../../arguments/closest.ts';
import type { ModelArgument } from '../../arguments/model-argument.ts';
import { extensionOf, FORMATS, type Format } from './options.ts';
import { keepInProject } from './project-output.ts';

/** Where notebooks are written: to standard output, one file, or one file per model. */
export type OutputPlan = Place & {
  format: Format;
  /** The project folder, if the project's settings set the output. No file may be written outside it. */
  project?: string;
};

type Place =
  | { kind: 'stdout' }
  | { kind: 'file'; path: string }
  | { kind: 'folder'; folder: string }
  | { kind: 'pattern'; pattern: string };

type FilePlan = Exclude<OutputPlan, { kind: 'stdout' }>;

/** The parts of a notebook's file name. */
export interface NamedNotebook {
  modelId: string;
  /** Replaces the model's name. */
  fileName?: string;
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
  /** Whether a project's settings set the output. */
  isProject?: boolean;
}

const PLACEHOLDERS = ['owner', 'name', 'sha', 'sha7', 'task', 'ext'] as const;
/** Placeholders that can be filled without querying the Hub. */
const KNOWN_BEFORE = new Set<string>(['owner', 'name', 'ext']);
const COMPARABLE = new Set([...KNOWN_BEFORE, 'task']);

/**
 * Combines `--output` and `--format`.
 * @throws UsageError
 */
export function planOutput(output: string | undefined, context: PlanContext): OutputPlan {
  const plan: OutputPlan = {
    ...readOutput(output, context),
    ...(context.isProject && { project: context.cwd }),
  };
  if (context.modelCount > 1 && (plan.kind === 'stdout' || plan.kind === 'file')) {
    const where = plan.kind === 'stdout' ? 'standard output' : `one file, "${plan.path}"`;
    throw new UsageError(`cannot write ${context.modelCount} notebooks to ${where}`, {
      hint: 'Use a folder (--output notebooks/) or a pattern (--output "{owner}/{name}.ipynb").',
    });
  }
  if (plan.kind === 'stdout' && context.json && !context.dryRun) {
    throw new UsageError('--json and --output - cannot be used together: both write to standard output', {
      hint: 'Write the notebook to a file, or drop --json.',
    });
  }
  return plan;
}

function readOutput(output: string | undefined, context: PlanContext): OutputPlan {
  if (output === undefined) return { kind: 'folder', folder: '', format: context.format ?? 'ipynb' };
  if (output === '-') return { kind: 'stdout', format: context.format ?? 'ipynb' };
  if (/[\u0000-\u001f\u007f]/.test(output)) {
    throw new UsageError('--output must not contain control characters', {
      hint: 'Use a file, a folder or a pattern.',
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

/** Adds the file name to a pattern that ends in a folder, and the extension to one that ends in a placeholder. */
function completePattern(pattern: string): string {
  if (endsInSeparator(pattern)) return `${pattern}{name}.{ext}`;
  return /\{(?!ext\})\w+\}$/.test(pattern) ? `${pattern}.{ext}` : pattern;
}

/** The format that the file extension implies, if there is one. */
export function formatOfName(output: string): Format | undefined {
  const extension = extname(output).slice(1).toLowerCase();
  return FORMATS.find((format) => format === extension && extensionOf(format) === extension);
}

function agreeOnFormat(output: string, given: Format | undefined): Format {
  const named = formatOfName(output);
  if (given !== undefined && named !== undefined && extensionOf(given) !== named) {
    throw new UsageError(`--format ${given} does not match --output "${output}"`, {
      hint: `Drop --format, or use a name that ends in .${extensionOf(given)}`,
    });
  }
  return given ?? named ?? 'ipynb';
}

function checkPlaceholders(pattern: string): void {
  for (const [text, name] of pattern.matchAll(/\{([^{}]*)\}/g)) {
    if (PLACEHOLDERS.some((known) => known === name)) continue;
    const guess = closest(name ?? '', PLACEHOLDERS);
    throw new UsageError(`unknown placeholder ${text} in --output`, {
      hint: `${guess === undefined ? '' : `Did you mean {${guess}}? `}Use one of ${PLACEHOLDERS.map((known) => `{${known}}`).join(' ')}`,
    });
  }
}

/** The folder that contains a batch's journal and all of its files. */
export function fixedFolder(plan: OutputPlan): string {
  if (plan.kind === 'stdout') return '';
  const folder = plan.kind === 'folder' ? plan.folder : dirname(fixedPart(plan));
  return inProject(folder, plan);
}

function fixedPart(plan: OutputPlan & { kind: 'file' | 'pattern' }): string {
  return plan.kind === 'file' ? plan.path : `${plan.pattern.slice(0, plan.pattern.indexOf('{'))}x`;
}

/** The path, if it can be determined without querying the Hub. Relative to the current folder. */
export function knownPath(plan: OutputPlan, model: ModelArgument, known = KNOWN_BEFORE): string | undefined {
  if (plan.kind === 'stdout') return undefined;
  if (plan.kind === 'file') return plan.path;
  if (model.kind === 'local' && model.id === undefined) return undefined;
  const modelId = model.id!;
  if (plan.kind === 'pattern') {
    const names = [...plan.pattern.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
    if (!names.every((name) => known.has(name))) return undefined;
    if (names.includes('owner') && !modelId.includes('/')) return undefined;
  }
  return pathFor(plan, { modelId, ...fileNameOf(model) });
}

/**
 * The path of a finished notebook, or undefined for standard output. The file is named after the typed id, so a renamed
 * repository changes nothing. Only an owner that the user did not type comes from the Hub's response.
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
  return pathFor(plan, { ...notebook, modelId, ...fileNameOf(model) });
}

/** Like `knownPath`, but as if all models had the same task: models with different comparable paths never collide. */
export function comparablePath(plan: OutputPlan, model: ModelArgument): string | undefined {
  return knownPath(plan, model, COMPARABLE);
}

function fileNameOf(model: ModelArgument): Pick<NamedNotebook, 'fileName'> {
  return model.kind === 'hub' ? defined({ fileName: model.fileName }) : {};
}

function withTypedName(typed: string | undefined, answered: string): string {
  if (typed === undefined) return answered;
  const slash = answered.lastIndexOf('/');
  return slash < 0 ? typed : `${answered.slice(0, slash)}/${typed}`;
}

function pathFor(plan: FilePlan, notebook: NamedNotebook): string {
  return inProject(nameFile(plan, notebook), plan);
}

/** @throws UsageError if the path is outside the project whose settings set it */
function inProject(path: string, { project }: OutputPlan): string {
  if (project !== undefined) keepInProject(path, project);
  return path;
}

function nameFile(plan: FilePlan, notebook: NamedNotebook): string {
  if (plan.kind === 'file') return plan.path;
  const slash = notebook.modelId.lastIndexOf('/');
  const name = notebook.fileName ?? notebook.modelId.slice(slash + 1);
  if (plan.kind === 'folder') return join(plan.folder, safeFileName(`${name}.${extensionOf(plan.format)}`));
  const path = expandPattern(plan.pattern, {
    ...(slash >= 0 && { owner: notebook.modelId.slice(0, slash) }),
    name,
    ...(notebook.sha !== undefined && { sha: notebook.sha, sha7: notebook.sha.slice(0, 7) }),
    ...defined({ task: notebook.task }),
    ext: extensionOf(plan.format),
  });
  return keepInside(path, plan.pattern);
}

/** Ensures that placeholders cannot produce a path outside the folder that precedes the first placeholder. */
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
    throw new UsageError(`--output "${pattern}" points outside its folder`, {
      hint: 'Use ".." only before the first placeholder.',
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
