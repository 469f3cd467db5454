import { realpathSync, statSync } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { stripControl } from '../encode/terminal-text.ts';
import { UsageError, WriteError } from '../errors.ts';
import { refuseExistingFile } from '../notebook/write.ts';

/**
 * Where the executed copy goes, relative to `cwd` as the notebook is: `x.executed.ipynb` beside `x.ipynb`, or what
 * `output` names (a file, or a folder for the copy's usual name). Throws UsageError where that is the notebook.
 */
export function executedPath(notebook: string, cwd: string, output?: string): string {
  const ending = extname(notebook);
  const name = `${basename(notebook, ending)}.executed.ipynb`;
  if (output === undefined) return join(dirname(notebook), name);
  if (output === '-') {
    throw new UsageError("the executed copy can't go to standard output", {
      hint: 'Name a file or a folder with --output.',
    });
  }
  if (/[\u0000-\u001f\u007f]/.test(output)) {
    throw new UsageError('--output holds control characters', { hint: 'Name a file or a folder.' });
  }
  const isFolder = output.endsWith('/') || output.endsWith(sep) || isExistingFolder(resolve(cwd, output));
  const path = isFolder ? join(output, name) : output;
  if (isSameFile(resolve(cwd, path), resolve(cwd, notebook))) {
    throw new UsageError(`the executed copy can't replace its source "${stripControl(notebook)}"`, {
      hint: 'Name another file with --output, or leave it out.',
    });
  }
  return path;
}

/** Throws WriteError where the copy could not be written, before hours are spent on running. */
export async function checkWritable(path: string, cwd: string, force: boolean): Promise<void> {
  if (!force) await refuseExistingFile(resolve(cwd, path));
  for (let folder = dirname(resolve(cwd, path)); ; folder = dirname(folder)) {
    const found = await stat(folder).catch(() => undefined);
    if (found === undefined && dirname(folder) !== folder) continue;
    await access(folder, constants.W_OK).catch((error: unknown) => {
      throw new WriteError(
        `${stripControl(path)} can't be written: permission denied in ${stripControl(folder)}`,
        {
          hint: 'Choose another place with --output.',
          cause: error,
        },
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
