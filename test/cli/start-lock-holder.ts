import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Starts a process that takes a lock, and resolves once the process holds it. */
export async function startLockHolder(lock: string): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'hold-lock.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, lock], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout!, 'data');
  return child;
}
