import { readFileSync } from 'node:fs';
import { defined } from '../../defined.ts';
import { type AlacardError, type FailedCell, isAlacardError } from '../../errors.ts';
import { packageRoot } from '../../package-root.ts';
import type { CommandContext } from '../context/command-context.ts';
import { loadStyle, toSafeJson, toSafeText } from './terminal.ts';

/** An error as `--json` prints it. */
export interface ErrorDocument {
  code: string;
  exitCode: number;
  message: string;
  hint?: string;
  nearMatches?: string[];
  cause?: string;
  /** The cell where a notebook stopped. */
  cell?: FailedCell;
}

type ErrorContext = Pick<CommandContext, 'terminal' | 'signal' | 'version'>;

/** Prints an error as text to standard error, or as JSON to standard output. Resolves to its exit code. */
export async function reportError(
  error: unknown,
  context: ErrorContext,
  options: { json: boolean; debug: boolean },
): Promise<number> {
  const document = describeError(error, context);
  try {
    if (options.json) await context.terminal.out.write(`${toSafeJson({ error: document })}\n`);
    if (!options.json || options.debug) await printError(error, document, context, options.debug);
  } catch {
    // The output is closed.
  }
  return document.exitCode;
}

/** Describes any thrown value. Unexpected errors are reported as bugs. */
export function describeError(
  error: unknown,
  context: Pick<CommandContext, 'signal' | 'version'>,
): ErrorDocument {
  const known = findExpectedError(error, context.signal);
  if (known === undefined) return describeBug(error, context.version);
  const cause = findCause(known);
  const nearMatches = 'nearMatches' in known ? (known.nearMatches as string[]) : [];
  return {
    code: known.code,
    exitCode: known.exitCode,
    message: known.message,
    ...defined({ hint: known.hint }),
    ...(nearMatches.length > 0 && { nearMatches }),
    ...defined({ cause }),
    ...('cell' in known && { cell: known.cell as FailedCell }),
  };
}

/** The cause, unless the message already contains its text or its system code. */
function findCause({ message, cause }: AlacardError): string | undefined {
  if (!(cause instanceof Error) || cause.message === '' || message.includes(cause.message)) return undefined;
  const { code } = cause as NodeJS.ErrnoException;
  return code !== undefined && message.includes(code) ? undefined : cause.message;
}

/** After a signal, reports the interruption instead of the failures that it caused. */
function findExpectedError(error: unknown, signal: AbortSignal): AlacardError | undefined {
  if (signal.aborted && isAlacardError(signal.reason)) return signal.reason;
  return isAlacardError(error) ? error : undefined;
}

function describeBug(error: unknown, version: string): ErrorDocument {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const issuesUrl = findIssuesUrl();
  const where = issuesUrl === undefined ? '' : ` at ${issuesUrl}`;
  return {
    code: 'INTERNAL',
    exitCode: 1,
    message: `unexpected error: ${what}`,
    hint: `This is a bug in alacard ${version}. Please report it${where}, with the output of --debug.`,
  };
}

/** `bugs.url` in alacard's package.json. */
function findIssuesUrl(): string | undefined {
  try {
    const { bugs } = JSON.parse(readFileSync(new URL('package.json', packageRoot()), 'utf8'));
    return typeof bugs?.url === 'string' ? bugs.url : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Prints `error:`, `cause:` and `hint:` lines.
 * @param printedHints hints that were printed before and are left out; new ones are added
 */
export async function printError(
  error: unknown,
  document: ErrorDocument,
  context: ErrorContext,
  debug: boolean,
  printedHints = new Set<string>(),
): Promise<void> {
  const style = await loadStyle(context.terminal.err);
  const lines = [`${style.bold(style.red('error:'))} ${toSafeText(document.message)}`];
  if (document.cause !== undefined) lines.push(`${style.dim('cause:')} ${toSafeText(document.cause)}`);
  const hint = document.hint ?? '';
  const nearMatches = document.nearMatches ?? [];
  if (nearMatches.length > 0 && !nearMatches.some((id) => hint.includes(id))) {
    lines.push(`${style.cyan('hint:')} Did you mean ${toSafeText(nearMatches.join(', '))}?`);
  }
  if (hint !== '' && !printedHints.has(hint)) lines.push(`${style.cyan('hint:')} ${toSafeText(hint)}`);
  printedHints.add(hint);
  if (debug) lines.push(...stacks(error).map((stack) => style.dim(toSafeText(stack, { multiline: true }))));
  await context.terminal.err.write(`${lines.join('\n')}\n`);
}

function stacks(error: unknown): string[] {
  const found: string[] = [];
  for (let at = error; at instanceof Error && found.length < 8; at = at.cause) {
    found.push(found.length === 0 ? (at.stack ?? '') : `caused by ${at.stack ?? at.message}`);
  }
  return found;
}
