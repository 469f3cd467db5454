import { readFileSync } from 'node:fs';
import { defined } from '../../defined.ts';
import { type AlacardError, type FailedCell, isAlacardError } from '../../errors.ts';
import { packageRoot } from '../../package-root.ts';
import type { CommandContext } from '../context/command-context.ts';
import { loadStyle, showForeign, toSafeJson } from './terminal.ts';

/** An error as `--json` shows it. */
export interface ErrorDocument {
  code: string;
  exitCode: number;
  message: string;
  hint?: string;
  nearMatches?: string[];
  cause?: string;
  /** Where a notebook stopped. */
  cell?: FailedCell;
}

type ErrorHost = Pick<CommandContext, 'terminal' | 'signal' | 'version'>;

/** Prints an error, for people on standard error or as one JSON document on standard output; its exit code. */
export async function reportError(
  error: unknown,
  host: ErrorHost,
  options: { json: boolean; debug: boolean },
): Promise<number> {
  const document = describeError(error, host);
  try {
    if (options.json) await host.terminal.out.write(`${toSafeJson({ error: document })}\n`);
    if (!options.json || options.debug) await printError(error, document, host, options.debug);
  } catch {
    // Nobody is left to be told.
  }
  return document.exitCode;
}

/** Takes any thrown thing: what alacard doesn't foresee is told as a bug. */
export function describeError(
  error: unknown,
  context: Pick<CommandContext, 'signal' | 'version'>,
): ErrorDocument {
  const told = findTold(error, context.signal);
  if (told === undefined) return describeBug(error, context.version);
  const cause = findCause(told);
  const nearMatches = 'nearMatches' in told ? (told.nearMatches as string[]) : [];
  return {
    code: told.code,
    exitCode: told.exitCode,
    message: told.message,
    ...defined({ hint: told.hint }),
    ...(nearMatches.length > 0 && { nearMatches }),
    ...defined({ cause }),
    ...('cell' in told && { cell: told.cell as FailedCell }),
  };
}

/** What the message doesn't say already, in its words or by its system code. */
function findCause({ message, cause }: AlacardError): string | undefined {
  if (!(cause instanceof Error) || cause.message === '' || message.includes(cause.message)) return undefined;
  const { code } = cause as NodeJS.ErrnoException;
  return code !== undefined && message.includes(code) ? undefined : cause.message;
}

/** Once a signal came, whatever failed after it failed because of it. */
function findTold(error: unknown, signal: AbortSignal): AlacardError | undefined {
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
    message: `alacard ${version} has a bug: ${what}`,
    hint: `Please report it${where}, with what --debug prints.`,
  };
}

/** `bugs.url` of alacard's package.json. */
function findIssuesUrl(): string | undefined {
  try {
    const { bugs } = JSON.parse(readFileSync(new URL('package.json', packageRoot()), 'utf8'));
    return typeof bugs?.url === 'string' ? bugs.url : undefined;
  } catch {
    return undefined;
  }
}

/** `error: ...`, its cause, and the next step. */
export async function printError(
  error: unknown,
  document: ErrorDocument,
  host: ErrorHost,
  debug: boolean,
): Promise<void> {
  const style = await loadStyle(host.terminal.err);
  const lines = [`${style.bold(style.red('error:'))} ${showForeign(document.message)}`];
  if (document.cause !== undefined) lines.push(`${style.dim('cause:')} ${showForeign(document.cause)}`);
  const hint = document.hint ?? '';
  const nearMatches = document.nearMatches ?? [];
  if (nearMatches.length > 0 && !nearMatches.some((id) => hint.includes(id))) {
    lines.push(`${style.cyan('hint:')} Did you mean ${showForeign(nearMatches.join(', '))}?`);
  }
  if (hint !== '') lines.push(`${style.cyan('hint:')} ${showForeign(hint)}`);
  if (debug) lines.push(...stacks(error).map((stack) => style.dim(showForeign(stack, { multiline: true }))));
  await host.terminal.err.write(`${lines.join('\n')}\n`);
}

function stacks(error: unknown): string[] {
  const found: string[] = [];
  for (let at = error; at instanceof Error && found.length < 8; at = at.cause) {
    found.push(found.length === 0 ? (at.stack ?? '') : `caused by ${at.stack ?? at.message}`);
  }
  return found;
}
