import { defined } from '../../defined.ts';
import { toShellWord } from '../../encode/shell-word.ts';
import type { GeneratedNotebook } from '../../pipeline/generate.ts';
import type { CommandContext } from '../context/command-context.ts';
import { describeNeeds, type Requested } from './describe-needs.ts';
import { loadStyle, type Output, type Style, toSafeText } from './terminal.ts';

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

/**
 * Prints to standard error where a notebook comes from, its warnings, what it needs and the next command.
 * @param isRun whether alacard runs the notebook next
 */
export async function reportNotebook(
  outcome: Outcome,
  context: Pick<CommandContext, 'terminal'>,
  { isRun, ...requested }: Requested & { isRun: boolean },
): Promise<void> {
  const { notebook, path } = outcome;
  const origin = `${describeOrigin(notebook)}, ${describePin(notebook, SHORT_SHA)}`;
  const messages: Message[] = [
    { label: `${notebook.modelId}:`, text: origin, color: 'bold' },
    ...notebook.warnings.map((text) => ({ label: 'warning:', text, color: 'yellow' }) as const),
    ...notebook.notes.map((text) => ({ label: 'note:', text, color: 'dim' }) as const),
  ];
  if (path !== undefined) {
    const needs = describeNeeds(notebook, requested);
    messages.push(...needs.map((text) => ({ label: 'needs:', text, color: 'cyan' }) as const));
    if (!isRun) messages.push({ label: 'next:', text: nextStep(path, notebook), color: 'cyan' });
  }
  await printMessages(messages, context.terminal.err);
}

/** A line of text after a colored label. Both can be untrusted. */
export interface Message {
  label: string;
  text: string;
  color: keyof Style;
}

/** Prints one line per message. On a terminal, lines break between words only. */
export async function printMessages(messages: readonly Message[], out: Output): Promise<void> {
  const style = await loadStyle(out);
  const wrap = out.isTTY ? await loadWrap(out) : (text: string) => text;
  const lines = messages.map(({ label, text, color }) => {
    const safe = toSafeText(label);
    return `${style[color](safe)}${wrap(`${safe} ${toSafeText(text)}`).slice(safe.length)}\n`;
  });
  await out.write(lines.join(''));
}

async function loadWrap(out: Output): Promise<(text: string) => string> {
  const [{ wrapWords }, { terminalWidth }] = await Promise.all([
    import('./columns.ts'),
    import('./table.ts'),
  ]);
  const width = terminalWidth(out);
  return (text) => wrapWords(text, width).join('\n');
}

/** Prints the result of `--dry-run` to standard output. */
export async function printPlan(outcome: Outcome, context: Pick<CommandContext, 'terminal'>): Promise<void> {
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
  const { printPairs } = await import('./table.ts');
  await printPairs(
    rows.map(([label, value]) => [label, toSafeText(value)]),
    context.terminal.out,
  );
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
    official: `the authors' own ${notebook.officialPath}`,
    'readme-python': `the model card's example${where}`,
    'readme-any': `the model card's first code block${where}`,
    library: 'the library snippet',
    task: `the template for ${notebook.task ?? 'the task'}`,
    basic: 'a basic pipeline',
  };
  return origins[notebook.strategy];
}

/** Digits of a commit in a sentence for people, as on the Hub. */
const SHORT_SHA = 7;

/** @param digits defaults to the whole commit */
export function describePin({ sha, pinned }: GeneratedNotebook, digits?: number): string {
  if (sha === undefined) return 'not pinned';
  const commit = sha.slice(0, digits);
  return pinned ? `pinned to ${commit}` : `at ${commit}, not pinned`;
}

function describeLines(ranges: readonly (readonly [number, number])[]): string {
  const texts = ranges.map(([start, end]) => (start === end ? `${start}` : `${start}-${end}`));
  return `${texts.length === 1 && !texts[0]!.includes('-') ? 'line' : 'lines'} ${texts.join(', ')}`;
}

function nextStep(path: string, { format }: GeneratedNotebook): string {
  const quoted = toShellWord(path);
  if (format === 'script') return `uv run ${quoted}`;
  if (format === 'ipynb') return `alacard run ${quoted}, or alacard open ${quoted}`;
  return `jupytext --to ipynb ${quoted}`;
}

export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
