import { realpathSync, statSync } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { stripControl } from '../encode/terminal-text.ts';
import { UsageError, WriteError } from '../errors.ts';
import { refuseExistingFile } from '../notebook/write.ts';

/**
 * Path of the executed copy, relative to `cwd` like the notebook's: `x.executed.ipynb` next to `x.ipynb` by default.
 * @param output another file, or a folder to put the copy in
 * @throws UsageError if the copy would replace the notebook
 */
export function executedPath(notebook: string, cwd: string, output?: string): string {
  const extension = extname(notebook);
  const name = `${basename(notebook, extension)}.executed.ipynb`;
  if (output === undefined) return join(dirname(notebook), name);
  if (output === '-') {
    throw new UsageError("the executed copy can't be written to standard output", {
      hint: 'Specify a file or a folder with --output.',
    });
  }
  if (/[\u0000-\u001f\u007f]/.test(output)) {
    throw new UsageError('--output must not contain control characters', {
      hint: 'Specify a file or a folder.',
    });
  }
  const isFolder = output.endsWith('/') || output.endsWith(sep) || isExistingFolder(resolve(cwd, output));
  const path = isFolder ? join(output, name) : output;
  if (isSameFile(resolve(cwd, path), resolve(cwd, notebook))) {
    throw new UsageError(`the executed copy can't replace the notebook "${stripControl(notebook)}" itself`, {
      hint: 'Specify another file with --output, or omit --output.',
    });
  }
  return path;
}

/** Checks in advance that the copy can be written, because a run may take hours. @throws WriteError */
export async function checkWritable(path: string, cwd: string, force: boolean): Promise<void> {
  if (!force) await refuseExistingFile(resolve(cwd, path));
  for (let folder = dirname(resolve(cwd, path)); ; folder = dirname(folder)) {
    const found = await stat(folder).catch(() => undefined);
    if (found === undefined && dirname(folder) !== folder) continue;
    await access(folder, constants.W_OK).catch((error: unknown) => {
      throw new WriteError(
        `could not write ${stripControl(path)}: permission denied in ${stripControl(folder)}`,
        { hint: 'Choose another file or folder with --output.', cause: error },
      );
    });
    return;
  }
}

function isSameFile(one: string, other: string): boolean {
  if (one === other) return true;
  try {
    if (realpathSync(one) === realpathSync(other)) return true;
    const [a, b] = [statSync(one), statSync(other)];
    return a.ino !== 0 && a.ino === b.ino && a.dev === b.dev;
  } catch {
    return false;
  }
}

function isExistingFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
