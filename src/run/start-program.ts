import { execa } from 'execa';
import { defined } from '../defined.ts';

/** How long a program may take to end when it is told to. */
const END_MS = 400;
const KEPT_ERRORS = 16_384;

export interface ProgramOptions {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** How the program is told to end; what is deaf to it is killed. */
  endBy: 'closing-input' | 'SIGTERM';
  signal?: AbortSignal;
  timeoutMs?: number;
  /** Each line of standard output. */
  onLine?: (line: string) => void;
}

export interface EndedProgram {
  exitCode?: number;
  /** `exit code 1`, `SIGKILL`. */
  how: string;
  /** The end of what it wrote on standard error. */
  stderr: string;
  timedOut: boolean;
  /** Why it could not be started. */
  problem?: string;
}

/** Runs a program to its end, without a terminal. Throws the signal's reason once the program is gone. */
export async function startProgram(
  path: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<EndedProgram> {
  const { signal } = options;
  signal?.throwIfAborted();
  const child = execa(path, args, {
    env: options.env as Record<string, string>,
    extendEnv: false,
    cwd: options.cwd,
    stdin: options.endBy === 'closing-input' ? 'pipe' : 'ignore',
    stdout: options.onLine === undefined ? 'ignore' : 'pipe',
    buffer: false,
    reject: false,
    windowsHide: true,
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-KEPT_ERRORS);
  });
  // A background process of a cell may hold standard error open: the program's own end is what counts.
  const exited = new Promise<void>((done) => {
    child.once('exit', () => done());
    child.once('error', () => done());
  });

  let timedOut = false;
  let killTimer: NodeJS.Timeout | undefined;
  const end = () => {
    if (options.endBy === 'closing-input') child.stdin?.destroy();
    else child.kill('SIGTERM');
    killTimer ??= setTimeout(() => child.kill('SIGKILL'), END_MS);
  };
  const limit =
    options.timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          end();
        }, options.timeoutMs);
  signal?.addEventListener('abort', end, { once: true });
  try {
    if (options.onLine !== undefined) for await (const line of child) options.onLine(String(line));
    if (child.pid !== undefined) await exited;
  } finally {
    clearTimeout(limit);
    clearTimeout(killTimer);
    signal?.removeEventListener('abort', end);
    child.stdin?.destroy();
    child.stderr.destroy();
  }
  signal?.throwIfAborted();
  const result = await child;
  return {
    ...defined({ exitCode: result.exitCode }),
    how: result.signal ?? `exit code ${result.exitCode ?? 'unknown'}`,
    stderr,
    timedOut,
    ...(child.pid === undefined && { problem: result.originalMessage ?? 'it could not be started' }),
  };
}
