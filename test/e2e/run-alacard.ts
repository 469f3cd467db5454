import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const BIN = process.env.ALACARD_BIN ?? fileURLToPath(new URL('../../bin/alacard.js', import.meta.url));

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  done: Promise<Finished>;
}

export interface Sandbox {
  /** The folder the command runs in. */
  cwd: string;
  cacheDir: string;
  /** What every command gets. */
  env: Record<string, string>;
  start(args: string[], env?: Record<string, string>, input?: string): Running;
  run(args: string[], env?: Record<string, string>, input?: string): Promise<Finished>;
  remove(): void;
}

/** What a process needs to start at all; nothing of the tester's own settings. */
const PASSED_ON = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'];

/** Empty folders to work in, a home and a cache, and the real command as a child process. */
export function createSandbox(endpoint: string): Sandbox {
  // As the command sees it: macOS has links on the way, Windows short names.
  const root = realpathSync.native(mkdtempSync(join(tmpdir(), 'alacard-e2e-')));
  const cwd = mkdtempSync(join(root, 'work-'));
  const cacheDir = join(root, 'cache');
  const passedOn = PASSED_ON.map((name) => [name, process.env[name]]).filter(
    ([, value]) => value !== undefined,
  );
  const base = {
    ...(Object.fromEntries(passedOn) as Record<string, string>),
    HOME: join(root, 'home'),
    USERPROFILE: join(root, 'home'),
    ALACARD_CACHE_DIR: cacheDir,
    HF_ENDPOINT: endpoint,
  };
  const start = (args: string[], env: Record<string, string> = {}, input?: string): Running => {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd,
      env: { ...base, ...env },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    child.stdin?.end(input);
    let stdout = '';
    let stderr = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const done = new Promise<Finished>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    });
    return { child, done };
  };
  return {
    cwd,
    cacheDir,
    env: base,
    start,
    run: (args, env, input) => start(args, env, input).done,
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
