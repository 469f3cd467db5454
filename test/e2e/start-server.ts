import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { BIN, createSandbox } from './run-alacard.ts';

export interface RunningServer {
  url: string;
  pid: number;
  /** Its output so far. */
  stderr(): string;
  stdout(): string;
  /** Sends the signal and resolves with the exit code once it has ended. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface ServerHome {
  dataDir: string;
  /**
   * `alacard serve` on a free port; resolves once it listens, and throws with its standard error if it exits instead.
   */
  start(
    options?: { args?: string[]; env?: Record<string, string>; shell?: string } | undefined,
  ): Promise<RunningServer>;
  remove(): void;
}

/** The real command as a server, with its own home folder. `hub`: the endpoint that it queries. */
export function createServerHome(hub: string): ServerHome {
  giveLibsql();
  const sandbox = createSandbox(hub);
  const dataDir = join(sandbox.cwd, 'data');
  return {
    dataDir,
    remove: sandbox.remove,
    async start({ args = [], env = {}, shell } = {}) {
      const command = [process.execPath, BIN, 'serve', '--port', '0', '--data-dir', dataDir, ...args];
      const [file, ...rest] =
        shell === undefined ? command : ['sh', '-c', `${shell}; exec "$@"`, 'sh', ...command];
      const child = spawn(file!, rest, {
        cwd: sandbox.cwd,
        env: { ...sandbox.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let [stdout, stderr] = ['', ''];
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      child.stdout.on('data', (text: Buffer) => {
        stdout += text;
      });
      const ended = once(child, 'close') as Promise<[number | null]>;
      const lines = createInterface({ input: child.stdout });
      const first = once(lines, 'line') as Promise<[string]>;
      const url = await Promise.race([
        first.then(([line]) => line),
        ended.then(([code]) => Promise.reject(new Error(`exit code ${code}: ${stderr}`))),
      ]);
      return {
        url,
        pid: child.pid!,
        stderr: () => stderr,
        stdout: () => stdout,
        async end(signal = 'SIGTERM') {
          child.kill(signal);
          return (await ended)[0];
        },
      };
    },
  };
}

/** If Node has no built-in SQLite, the optional peer that a user would install next to alacard. */
export function giveLibsql(): void {
  const modules = resolve(dirname(BIN), '../..');
  const own = resolve(import.meta.dirname, '../../node_modules');
  const link = join(modules, 'libsql');
  if (existsSync(link) || modules === own) return;
  mkdirSync(modules, { recursive: true });
  try {
    symlinkSync(join(own, 'libsql'), link, 'junction');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
