import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CommandContext } from './command-context.ts';

/** Locks are held for milliseconds. If this much time has passed, the owner hangs or another process now has its id. */
const STALE_MS = 10_000;
const MAX_WAIT_MS = 30_000;

type Owner = Pick<CommandContext, 'process' | 'signal'>;

/**
 * Runs a short piece of work while holding a lock, so that no other process does the same work at the same time.
 *
 * The lock is a folder with one file, named after its owner. If the folder is empty, the lock is free. If the owner has
 * died, the lock is freed by deleting the file with the owner's name, which cannot affect a newer owner.
 * @param path The lock's folder. Its parent must exist.
 * @throws The file system's error, or the signal's reason.
 */
export async function withLock<T>(
  path: string,
  { process, signal }: Owner,
  work: () => T | Promise<T>,
): Promise<T> {
  const name = `${process.pid}@${hostname()}-${randomBytes(4).toString('hex')}`;
  const candidate = `${path}.${name}`;
  const endsAt = performance.now() + MAX_WAIT_MS;
  try {
    await mkdir(candidate);
    await writeFile(join(candidate, name), '');
    while (!(await takeLock(path, candidate, name))) {
      if (performance.now() > endsAt) throw new Error(`another process holds ${path}`);
      await freeStaleLock(path, process);
      await delay(5 + 20 * Math.random(), undefined, { signal });
    }
    await removeDeadCandidates(path, process);
    return await work();
  } finally {
    await unlink(join(path, name)).catch(() => {});
    await rmdir(path).catch(() => {});
    await rm(candidate, { recursive: true, force: true });
  }
}

/** Renames the candidate to the lock's path, which fails while the lock has an owner. */
async function takeLock(path: string, candidate: string, name: string): Promise<boolean> {
  const now = new Date();
  await utimes(join(candidate, name), now, now);
  // On Windows a rename does not replace a folder, even if it is empty.
  await rmdir(path).catch(() => {});
  try {
    await rename(candidate, path);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['EEXIST', 'ENOTEMPTY', 'EPERM', 'EACCES', 'EBUSY'].includes(code)) return false;
    throw error;
  }
}

async function freeStaleLock(path: string, process: Owner['process']): Promise<void> {
  for (const name of await list(path)) {
    const file = join(path, name);
    const isOld = async () => {
      const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
      return Date.now() - mtimeMs > STALE_MS;
    };
    if (isDead(name, process) || (await isOld())) await unlink(file).catch(() => {});
  }
}

/** Removes files that a process left behind because it was killed while it waited. */
async function removeDeadCandidates(path: string, process: Owner['process']): Promise<void> {
  const prefix = `${basename(path)}.`;
  for (const entry of await list(dirname(path))) {
    if (entry.startsWith(prefix) && isDead(entry.slice(prefix.length), process)) {
      await rm(join(dirname(path), entry), { recursive: true, force: true });
    }
  }
}

const list = (folder: string) => readdir(folder).catch(() => []);

/** Whether the process has died can be determined only if it runs on this host. */
function isDead(name: string, process: Owner['process']): boolean {
  const [, pid, host] = /^(\d+)@(.*)-[0-9a-f]{8}$/.exec(name) ?? [];
  return host === hostname() && !process.isAlive(Number(pid));
}
