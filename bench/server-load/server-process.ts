import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Usage } from './usage.ts';

export interface ServerProcess {
  url: string;
  usage(): Promise<Usage>;
  /** Shuts it down gracefully. */
  stop(): Promise<void>;
}

const SERVER_CORE = '0';
const CLIENT_CORE = '1';

/** Starts `share-server.ts` or `bare-server.ts` on its own core, if the system supports pinning. */
export async function startServerProcess(script: string, args: string[]): Promise<ServerProcess> {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const node = [process.execPath, '--expose-gc', '--import', 'tsx', file, ...args];
  const [command, ...rest] = canPin() ? ['taskset', '-c', SERVER_CORE, ...node] : node;
  const child = spawn(command!, rest, {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  });
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'close');
  const [url] = (await once(lines, 'line')) as [string];
  return {
    url,
    async usage() {
      child.stdin.write('\n');
      const [line] = (await once(lines, 'line')) as [string];
      return JSON.parse(line) as Usage;
    },
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}

/** Keeps this process, which generates the load, off the server's core. */
export function pinClient(): void {
  if (canPin()) execFileSync('taskset', ['-acp', CLIENT_CORE, String(process.pid)], { stdio: 'ignore' });
}

function canPin(): boolean {
  try {
    execFileSync('taskset', ['-c', `${SERVER_CORE},${CLIENT_CORE}`, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
