import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Usage } from './usage.ts';

export interface ServerProcess {
  url: string;
  usage(): Promise<Usage>;
  /** Ends it as it would end itself, everything written. */
  end(): Promise<void>;
}

const SERVERS_CORE = '0';
const CLIENTS_CORE = '1';

/** `share-server.ts` or `bare-server.ts` on a core of its own, where the system can pin. */
export async function startServerProcess(script: string, args: string[]): Promise<ServerProcess> {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const node = [process.execPath, '--expose-gc', '--import', 'tsx', file, ...args];
  const [command, ...rest] = canPin() ? ['taskset', '-c', SERVERS_CORE, ...node] : node;
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
    async end() {
      child.stdin.end();
      await ended;
    },
  };
}

/** This process, which sends the load, keeps off the servers' core. */
export function pinClient(): void {
  if (canPin()) execFileSync('taskset', ['-acp', CLIENTS_CORE, String(process.pid)], { stdio: 'ignore' });
}

function canPin(): boolean {
  try {
    execFileSync('taskset', ['-c', `${SERVERS_CORE},${CLIENTS_CORE}`, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
