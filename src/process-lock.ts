import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The owner keeps its lock fresh. If this much time has passed, it hangs or another process now has its id. */
const STALE_MS = 10_000;
const MAX_WAIT_MS = 30_000;
/** The longest pause between two attempts. */
const MAX_PAUSE_MS = 250;

/** The process that takes a lock. */
export interface LockOwner {
  process: { pid: number; isAlive(pid: number): boolean };
  signal: AbortSignal;
}

export interface LockWait {
  /** Defaults to 30 s. */
  maxWaitMs?: number;
  /** Called once if another process holds the lock. */
  onWait?: () => void;
}

/**
 * Runs a piece of work while holding a lock, so that no other process does the same work at the same time.
 *
 * The lock is a folder with one file, named after its owner. If the folder is empty, the lock is free. If the owner has
 * died, the lock is freed by deleting the file with the owner's name, which cannot affect a newer owner.
 * @param path The lock's folder. Its parent must exist.
 * @throws The file system's error, or the signal's reason.
 */
export async function withLock<T>(
  path: string,
  { process, signal }: LockOwner,
  work: () => T | Promise<T>,
  { maxWaitMs = MAX_WAIT_MS, onWait }: LockWait = {},
): Promise<T> {
  const name = ownerName(process);
  const candidate = `${path}.${name}`;
  const endsAt = performance.now() + maxWaitMs;
  let freshener: NodeJS.Timeout | undefined;
  try {
    await mkdir(candidate);
    await writeFile(join(candidate, name), '');
    for (let attempt = 1; !(await takeLock(path, candidate, name)); attempt += 1) {
      if (performance.now() > endsAt) throw new Error(`another process holds ${path}`);
      // At the first attempt, the lock may be that of a dead process.
      if (attempt === 2) onWait?.();
      await freeStaleLock(path, process);
      await delay(Math.min(5 * attempt, MAX_PAUSE_MS) * (1 + Math.random()), undefined, { signal });
    }
    freshener = setInterval(() => void touch(join(path, name)).catch(() => {}), STALE_MS / 5).unref();
    await removeDeadCandidates(path, process);
    return await work();
  } finally {
    clearInterval(freshener);
    await unlink(join(path, name)).catch(() => {});
    await rmdir(path).catch(() => {});
    await rm(candidate, { recursive: true, force: true });
  }
}

/** Renames the candidate to the lock's path, which fails while the lock has an owner. */
async function takeLock(path: string, candidate: string, name: string): Promise<boolean> {
  await touch(join(candidate, name));
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

async function freeStaleLock(path: string, process: LockOwner['process']): Promise<void> {
  for (const name of await list(path)) {
    const file = join(path, name);
    if (isDead(name, process) || (await isOlder(file, STALE_MS))) await unlink(file).catch(() => {});
  }
}

/** Removes files that a process left behind because it was killed while it waited. */
async function removeDeadCandidates(path: string, process: LockOwner['process']): Promise<void> {
  const prefix = `${basename(path)}.`;
  for (const entry of await list(dirname(path))) {
    if (entry.startsWith(prefix) && isDead(entry.slice(prefix.length), process)) {
      await rm(join(dirname(path), entry), { recursive: true, force: true });
    }
  }
}

const list = (folder: string) => readdir(folder).catch(() => []);

/** Sets a file's time to now. */
export async function touch(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now);
}

/** Whether a file was last touched longer ago than this. False if it does not exist. */
export async function isOlder(file: string, ageMs: number): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > ageMs;
}

/** A new file name for this process, from which other processes can find out whether it has died. */
export function ownerName(process: LockOwner['process']): string {
  return `${process.pid}@${hostname()}-${randomBytes(4).toString('hex')}`;
}

/** Whether the owner of this name has died, which can be determined only if it runs on this host. */
export function isDead(name: string, process: LockOwner['process']): boolean {
  const [, pid, host] = /^(\d+)@(.*)-[0-9a-f]{8}$/.exec(name) ?? [];
  return host === hostname() && !process.isAlive(Number(pid));
}
