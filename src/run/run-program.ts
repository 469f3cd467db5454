import { execa } from 'execa';
import { defined } from '../defined.ts';
import { stripControl } from '../encode/terminal-text.ts';

/** How long a program may take to stop before it is killed. */
const STOP_MS = 400;
const MAX_STDERR_LENGTH = 16_384;

export interface ProgramOptions {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** How to ask the program to stop. If it does not, it is killed. */
  stopBy: 'closing-input' | 'SIGTERM';
  signal?: AbortSignal;
  timeoutMs?: number;
  /** Called for each line of standard output. */
  onLine?: (line: string) => void;
  /** Called for each line of standard error. */
  onErrorLine?: (line: string) => void;
}

export interface ProgramResult {
  exitCode?: number;
  /** Such as `exit code 1` or `SIGKILL`. */
  status: string;
  /** The last part of standard error. */
  stderr: string;
  timedOut: boolean;
  /** Why the program could not be started, if it could not. */
  problem?: string;
}

/** Runs a program to completion, without a terminal. @throws the signal's reason, once the program has ended */
export async function runProgram(
  path: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<ProgramResult> {
  const { signal } = options;
  signal?.throwIfAborted();
  const child = execa(path, args, {
    env: options.env as Record<string, string>,
    extendEnv: false,
    cwd: options.cwd,
    stdin: options.stopBy === 'closing-input' ? 'pipe' : 'ignore',
    stdout: options.onLine === undefined ? 'ignore' : 'pipe',
    buffer: false,
    reject: false,
    windowsHide: true,
  });
  let stderr = '';
  let rest = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-MAX_STDERR_LENGTH);
    if (options.onErrorLine === undefined) return;
    const lines = (rest + text).split('\n');
    rest = lines.pop()!.slice(-MAX_STDERR_LENGTH);
    for (const line of lines) options.onErrorLine(line);
  });
  // A background process of a cell may keep standard error open, so wait for the program itself to exit.
  const exited = new Promise<void>((done) => {
    child.once('exit', () => done());
    child.once('error', () => done());
  });

  let timedOut = false;
  let killTimer: NodeJS.Timeout | undefined;
  const stop = () => {
    if (options.stopBy === 'closing-input') child.stdin?.destroy();
    else child.kill('SIGTERM');
    killTimer ??= setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  };
  const limit =
    options.timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          stop();
        }, options.timeoutMs);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    if (options.onLine !== undefined) for await (const line of child) options.onLine(String(line));
    if (child.pid !== undefined) await exited;
  } finally {
    clearTimeout(limit);
    clearTimeout(killTimer);
    signal?.removeEventListener('abort', stop);
    child.stdin?.destroy();
    child.stderr.destroy();
  }
  signal?.throwIfAborted();
  const result = await child;
  return {
    ...defined({ exitCode: result.exitCode }),
    status: result.signal ?? `exit code ${result.exitCode ?? 'unknown'}`,
    stderr,
    timedOut,
    ...(child.pid === undefined && { problem: result.originalMessage ?? 'could not be started' }),
  };
}

/** The last line that a program wrote to standard error, for an error message. */
export function lastErrorLine({ stderr }: Pick<ProgramResult, 'stderr'>): string {
  return stripControl(stderr.trim().split('\n').at(-1) ?? '');
}

/** Why a program did not do what it was started for. */
export function describeEnd(ended: ProgramResult): string {
  return ended.problem ?? (lastErrorLine(ended) || `it ended with ${ended.status}`);
}
