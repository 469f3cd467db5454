import { defined } from '../../defined.ts';
import type { GeneratedNotebook } from '../../pipeline/generate.ts';
import type { CommandContext } from '../context/command-context.ts';
import { loadStyle, toSafeText } from './terminal.ts';

/** A generated notebook and its path. */
export interface Outcome {
  /** The model as the user typed it. */
  requested: string;
  notebook: GeneratedNotebook;
  /** Not set for standard output. */
  path?: string;
  written: boolean;
}

/** A result as `--json` prints it: everything except the notebook's content. */
export function toResultDocument(outcome: Outcome): object {
  const {
    content: _content,
    about: _about,
    fit: _fit,
    modelId,
    requestedId: _requestedId,
    ...facts
  } = outcome.notebook;
  return {
    model: modelId,
    requested: outcome.requested,
    ...defined({ path: outcome.path }),
    written: outcome.written,
    ...facts,
  };
}

/** Prints the origin of a notebook, its warnings and the next step to standard error. */
export async function reportNotebook(
  outcome: Outcome,
  context: Pick<CommandContext, 'terminal'>,
): Promise<void> {
  const { err } = context.terminal;
  const style = await loadStyle(err);
  const { notebook } = outcome;
  const lines = [
    `${style.bold(toSafeText(notebook.modelId))}: ${describeOrigin(notebook)}, ${describePin(notebook)}`,
    ...notebook.warnings.map((warning) => `${style.yellow('warning:')} ${toSafeText(warning)}`),
    ...notebook.notes.map((note) => `${style.dim('note:')} ${toSafeText(note)}`),
  ];
  const next = outcome.written ? nextStep(outcome) : undefined;
  if (err.isTTY && next !== undefined) lines.push(`${style.cyan('next:')} ${next}`);
  await err.write(`${lines.join('\n')}\n`);
}

/** Prints the result of `--dry-run` to standard output. */
export async function printPlan(outcome: Outcome, context: Pick<CommandContext, 'terminal'>): Promise<void> {
  const style = await loadStyle(context.terminal.out);
  const { notebook } = outcome;
  const rows: [label: string, value: string][] = [
    ['model', notebook.modelId],
    ['revision', describePin(notebook)],
    ['source', notebook.source],
    ['task', notebook.task ?? 'unknown'],
    ['strategy', `${notebook.strategy} (${describeOrigin(notebook)})`],
    ...notebook.reasons.map((reason): [string, string] => ['', describeReason(reason)]),
    ...notebook.cells.map((cell, at): [string, string] => [
      at === 0 ? 'cells' : '',
      `${cell.id} ${cell.type} ${count(cell.lines, 'line')}`,
    ]),
    ['installs', notebook.packages.install.join(' ') || 'none'],
    ...(notebook.packages.listed.length > 0
      ? [['lists', notebook.packages.listed.join(' ')] as [string, string]]
      : []),
    ...notebook.warnings.map((warning): [string, string] => ['warning', warning]),
    ['would write', outcome.path ?? 'standard output'],
  ];
  const text = rows.map(([label, value]) => `${style.bold(label.padEnd(12))} ${toSafeText(value)}`.trimEnd());
  await context.terminal.out.write(`${text.join('\n')}\n`);
}

function describeReason(reason: GeneratedNotebook['reasons'][number]): string {
  const { lines } = reason;
  return lines === undefined
    ? `${reason.strategy}: ${reason.reason}`
    : `${reason.strategy}: skipped ${describeLines([lines])}: ${reason.reason}`;
}

export function describeOrigin(notebook: GeneratedNotebook): string {
  const { lines } = notebook;
  const where = lines.length === 0 ? '' : `, ${describeLines(lines)}`;
  const origins: Record<GeneratedNotebook['strategy'], string> = {
    official: "the authors' own notebook.ipynb",
    'readme-python': `the model card's example${where}`,
    'readme-any': `the model card's first code block${where}`,
    library: 'the library snippet',
    task: `the template for ${notebook.task ?? 'the task'}`,
    basic: 'a basic pipeline',
  };
  return origins[notebook.strategy];
}

export function describePin(notebook: GeneratedNotebook): string {
  if (notebook.sha === undefined) return 'not pinned';
  return notebook.pinned ? `pinned to ${notebook.sha}` : `at ${notebook.sha}, not pinned`;
}

function describeLines(ranges: readonly (readonly [number, number])[]): string {
  const texts = ranges.map(([start, end]) => (start === end ? `${start}` : `${start}-${end}`));
  return `${texts.length === 1 && !texts[0]!.includes('-') ? 'line' : 'lines'} ${texts.join(', ')}`;
}

function nextStep({ path, notebook }: Outcome): string | undefined {
  if (path === undefined) return undefined;
  const quoted = toShellWord(path);
  if (notebook.format === 'ipynb') return `alacard run ${quoted}, or alacard open ${quoted}`;
  return `jupytext --to ipynb ${quoted}`;
}

/** Quotes a word for a POSIX shell if necessary. */
export function toShellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
