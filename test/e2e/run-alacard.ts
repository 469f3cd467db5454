import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createFolders, type Finished, type Folders } from '../folders.ts';

export type { Finished } from '../folders.ts';

export const BIN = process.env.ALACARD_BIN ?? fileURLToPath(new URL('../../bin/alacard.js', import.meta.url));

export interface Running {
  child: ChildProcess;
  done: Promise<Finished>;
}

export interface Sandbox extends Folders {
  start(args: string[], env?: Record<string, string>, input?: string): Running;
  run(args: string[], env?: Record<string, string>, input?: string): Promise<Finished>;
}

/** Empty folders, and the packed command as a child process in them. */
export function createSandbox(endpoint: string): Sandbox {
  const folders = createFolders(endpoint);
  const start = (args: string[], env: Record<string, string> = {}, input?: string): Running => {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: folders.cwd,
      env: { ...folders.env, ...env },
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
  return { ...folders, start, run: (args, env, input) => start(args, env, input).done };
}
