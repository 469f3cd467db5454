import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, openSync, type Stats, statSync } from 'node:fs';
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
import { defined } from '../defined.ts';
import { WriteError } from '../errors.ts';
import { removeStaleFiles } from './stale-files.ts';
import { fileExistsError, writeErrorFrom } from './write-error.ts';

/** How long to wait for other programs to release the file. */
const RENAME_LIMIT_MS = 3_000;

/**
 * Writes a file atomically, through a temporary file in the same folder, and creates missing parent folders.
 * Without `force`, an existing file is never touched, even if another process writes at the same time. With `force`, the
 * file contains either the old or the new bytes at every moment; permissions and symbolic links are kept.
 * Errors call the file `shownAs`.
 * @throws WriteError, with code `FILE_EXISTS` if the file exists; the signal's reason
 */
export async function writeNotebookFile(
  path: string,
  content: string,
  options: { force: boolean; signal?: AbortSignal; shownAs?: string },
): Promise<void> {
  const { force, signal, shownAs = path } = options;
  signal?.throwIfAborted();
  try {
    const existing = await lstatIfExists(path);
    const special = existing && (await findSpecial(path));
    if (special === 'folder') throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    // A device or pipe has no contents to lose and must not be replaced by a file.
    if (special === 'pipe') return await writeToPipe(path, content, signal);
    if (special === 'device') return await writeFile(path, content, { flag: 'w' });
    if (existing && !force) throw fileExistsError(shownAs);
    const target = existing?.isSymbolicLink() ? await resolveLink(path) : path;
    await writeThroughTemporary(target, content, force, signal);
  } catch (error) {
    if (error instanceof WriteError || signal?.aborted) throw error;
    throw writeErrorFrom(error, shownAs);
  }
}

/** Checks, before any work is done, that `path` can be written without `force`. @throws WriteError */
export async function refuseExistingFile(path: string, shownAs = path): Promise<void> {
  const existing = await lstatIfExists(path).catch(() => undefined);
  if (!existing) return;
  const special = await findSpecial(path).catch(() => undefined);
  if (special === 'folder') throw writeErrorFrom({ code: 'EISDIR' }, shownAs);
  if (special === undefined) throw fileExistsError(shownAs);
}

async function writeThroughTemporary(
  target: string,
  content: string,
  force: boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  const replaced = force ? await statIfExists(target) : undefined;
  if (replaced) await access(target, constants.W_OK);
  const temporary = join(dirname(target), `${temporaryPrefix(target)}${randomBytes(8).toString('hex')}.tmp`);
  try {
    const nowMs = await writeSynced(temporary, content, replaced);
    signal?.throwIfAborted();
    if (force) await renameWithRetries(temporary, target);
    else await linkExclusively(temporary, target, content);
    await removeStaleFiles(dirname(target), temporaryPrefix(target), nowMs);
  } finally {
    // After a rename this file no longer exists.
    await unlink(temporary).catch(() => {});
  }
}

/** Returns the time of the write according to the file system. */
async function writeSynced(temporary: string, content: string, replaced: Stats | undefined): Promise<number> {
  const file = await openInFolder(temporary, replaced ? 0o600 : 0o666);
  try {
    if (replaced) {
      // Only root can change the owner; the permissions are more important.
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

/** Creates the folder only if opening the file fails. */
async function openInFolder(path: string, mode: number): Promise<FileHandle> {
  try {
    return await open(path, 'wx', mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(dirname(path), { recursive: true });
    return open(path, 'wx', mode);
  }
}

/** Creates the target with a hard link, which fails if the target exists; a rename would replace it. */
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

/** Not atomic, but never replaces a file, and removes its own file if writing fails. */
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

/** On Windows, a reader, a virus scanner or another writer can lock the target for a moment. */
async function renameWithRetries(from: string, to: string): Promise<void> {
  const until = performance.now() + RENAME_LIMIT_MS;
  for (let waitMs = 10; ; waitMs = Math.min(2 * waitMs, 200)) {
    try {
      return await rename(from, to);
    } catch (error) {
      const busy = ['EPERM', 'EACCES', 'EBUSY'].includes((error as NodeJS.ErrnoException).code ?? '');
      if (!busy || performance.now() > until) throw error;
      // Jitter, so that two writers do not collide again.
      await new Promise((done) => setTimeout(done, waitMs * (0.5 + Math.random())));
    }
  }
}

/** Returns the target of a symbolic link, even if the target does not exist yet. */
async function resolveLink(path: string, depth = 0): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || depth > 40) throw error;
    const next = resolve(dirname(path), await readlink(path));
    return (await lstatIfExists(next))?.isSymbolicLink() ? resolveLink(next, depth + 1) : next;
  }
}

async function findSpecial(path: string): Promise<'folder' | 'pipe' | 'device' | undefined> {
  const found = await statIfExists(path);
  if (!found || found.isFile()) return undefined;
  return found.isDirectory() ? 'folder' : found.isFIFO() ? 'pipe' : 'device';
}

/**
 * Writes without blocking a thread. A pipe that no program reads fails (ENXIO), and the signal ends the wait for a slow
 * reader.
 */
async function writeToPipe(path: string, content: string, signal: AbortSignal | undefined): Promise<void> {
  const [{ Socket }, { pipeline }] = await Promise.all([import('node:net'), import('node:stream/promises')]);
  const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  const pipe = new Socket({ fd, readable: false, writable: true });
  await pipeline([content], pipe, { ...defined({ signal }) });
}

function temporaryPrefix(target: string): string {
  return `.alacard-${createHash('sha256').update(basename(target)).digest('hex').slice(0, 12)}-`;
}

async function statIfExists(path: string): Promise<Stats | undefined> {
  return statSync(path, { throwIfNoEntry: false });
}

async function lstatIfExists(path: string): Promise<Stats | undefined> {
  return lstatSync(path, { throwIfNoEntry: false });
}
