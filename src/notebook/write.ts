import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, type Stats, statSync } from 'node:fs';
import {
  access,
  constants,
  type FileHandle,
  link,
  mkdir,
  open,
  readlink,
  realpath,
  rename,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { WriteError } from '../errors.ts';
import { removeStaleFiles } from './stale-files.ts';
import { fileExistsError, writeErrorFrom } from './write-error.ts';

/** How long others may hold a file that is to be replaced. */
const RENAME_LIMIT_MS = 3_000;

/**
 * Writes a whole file or nothing: the text goes into a new file beside the target, which then takes its name.
 * Without `force` an existing name is never touched, whoever else is writing; with it the name holds the old
 * bytes or the new ones at every moment, keeps its permissions, and a symbolic link keeps pointing. Missing
 * parent folders are made. Throws WriteError (`FILE_EXISTS` where there is something), or the signal's reason.
 */
export async function writeNotebookFile(
  path: string,
  content: string,
  options: { force: boolean; signal?: AbortSignal },
): Promise<void> {
  const { force, signal } = options;
  signal?.throwIfAborted();
  try {
    const existing = await lstatIfAny(path);
    const special = existing && (await findSpecial(path));
    if (special === 'folder') throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    // A device or a pipe holds nothing that could be lost, and a file must not take its place.
    if (special === 'device') return await writeFile(path, content, { flag: 'w' });
    if (existing && !force) throw fileExistsError(path);
    const target = existing?.isSymbolicLink() ? await resolveLink(path) : path;
    await writeThroughTemporary(target, content, force, signal);
  } catch (error) {
    if (error instanceof WriteError || signal?.aborted) throw error;
    throw writeErrorFrom(error, path);
  }
}

/** Throws WriteError `FILE_EXISTS` where the path can't be written without `force`, before any work is done. */
export async function refuseExistingFile(path: string): Promise<void> {
  const existing = await lstatIfAny(path).catch(() => undefined);
  if (!existing) return;
  const special = await findSpecial(path).catch(() => undefined);
  if (special === 'folder') throw writeErrorFrom({ code: 'EISDIR' }, path);
  if (special === undefined) throw fileExistsError(path);
}

async function writeThroughTemporary(
  target: string,
  content: string,
  force: boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  const replaced = force ? await statIfAny(target) : undefined;
  if (replaced) await access(target, constants.W_OK);
  const temporary = join(dirname(target), `${temporaryPrefix(target)}${randomBytes(8).toString('hex')}.tmp`);
  try {
    const nowMs = await writeSynced(temporary, content, replaced);
    signal?.throwIfAborted();
    if (force) await renameWithRetries(temporary, target);
    else await linkExclusively(temporary, target, content);
    await removeStaleFiles(dirname(target), temporaryPrefix(target), nowMs);
  } finally {
    // After a rename there is nothing left under this name.
    await unlink(temporary).catch(() => {});
  }
}

/** Returns the time of writing by the file system's clock. */
async function writeSynced(temporary: string, content: string, replaced: Stats | undefined): Promise<number> {
  const file = await openInFolder(temporary, replaced ? 0o600 : 0o666);
  try {
    if (replaced) {
      // Only root may give a file away; the permissions count more than the owner.
      await file.chown(replaced.uid, replaced.gid).catch(() => {});
      await file.chmod(replaced.mode & 0o7777);
    }
    await file.writeFile(content);
    await file.sync();
    return (await file.stat()).mtimeMs;
  } finally {
    await file.close();
  }
}

/** The folder is made only where it turns out to be missing. */
async function openInFolder(path: string, mode: number): Promise<FileHandle> {
  try {
    return await open(path, 'wx', mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(dirname(path), { recursive: true });
    return open(path, 'wx', mode);
  }
}

/** A hard link fails where the name is taken, which a rename doesn't. */
async function linkExclusively(temporary: string, target: string, content: string): Promise<void> {
  try {
    await link(temporary, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw fileExistsError(target);
    // FAT, exFAT and some network file systems have no hard links.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES', 'EXDEV'].includes(code ?? ''))
      throw error;
    await createExclusively(target, content);
  }
}

/** Not atomic, but nothing of anybody's is replaced, and half a file of ours is removed. */
async function createExclusively(target: string, content: string): Promise<void> {
  const file = await open(target, 'wx').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? fileExistsError(target) : error;
  });
  try {
    await file.writeFile(content);
    await file.sync();
  } catch (error) {
    await unlink(target).catch(() => {});
    throw error;
  } finally {
    await file.close();
  }
}

/** On Windows a reader, a virus scanner or another writer can hold the target for a moment. */
async function renameWithRetries(from: string, to: string): Promise<void> {
  const until = performance.now() + RENAME_LIMIT_MS;
  for (let waitMs = 10; ; waitMs = Math.min(2 * waitMs, 200)) {
    try {
      return await rename(from, to);
    } catch (error) {
      const busy = ['EPERM', 'EACCES', 'EBUSY'].includes((error as NodeJS.ErrnoException).code ?? '');
      if (!busy || performance.now() > until) throw error;
      // Unevenly: writers that met once would meet again.
      await new Promise((done) => setTimeout(done, waitMs * (0.5 + Math.random())));
    }
  }
}

/** The file a link leads to, also where that file isn't there yet. */
async function resolveLink(path: string, depth = 0): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || depth > 40) throw error;
    const next = resolve(dirname(path), await readlink(path));
    return (await lstatIfAny(next))?.isSymbolicLink() ? resolveLink(next, depth + 1) : next;
  }
}

async function findSpecial(path: string): Promise<'folder' | 'device' | undefined> {
  const found = await statIfAny(path);
  if (!found || found.isFile()) return undefined;
  return found.isDirectory() ? 'folder' : 'device';
}

function temporaryPrefix(target: string): string {
  return `.alacard-${createHash('sha256').update(basename(target)).digest('hex').slice(0, 12)}-`;
}

async function statIfAny(path: string): Promise<Stats | undefined> {
  return statSync(path, { throwIfNoEntry: false });
}

async function lstatIfAny(path: string): Promise<Stats | undefined> {
  return lstatSync(path, { throwIfNoEntry: false });
}
