import { dirname } from 'node:path';
import { stripControl } from '../encode/terminal-text.ts';
import { trimEnd } from '../encode/trim-end.ts';
import { WriteError } from '../errors.ts';

const CAUSES: Record<string, [cause: string, hint: (path: string) => string]> = {
  EACCES: [
    'permission denied',
    (path) => `Make ${dirname(path)} writable, or choose another path with --output.`,
  ],
  EPERM: [
    'permission denied',
    (path) => `Make ${dirname(path)} writable, or choose another path with --output.`,
  ],
  EROFS: ['the file system is read-only', () => 'Choose another path with --output.'],
  ENOSPC: ['the disk is full', () => 'Free some space, or choose another disk with --output.'],
  EDQUOT: ['the disk quota is exceeded', () => 'Free some space, or choose another disk with --output.'],
  EFBIG: ['the file is too large', () => 'Choose another path with --output.'],
  ENOTDIR: ['part of the path is a file, not a folder', () => 'Choose another path with --output.'],
  EEXIST: ['part of the path is a file, not a folder', () => 'Choose another path with --output.'],
  EISDIR: [
    'it is a folder',
    (path) => `Specify a file name, such as ${trimEnd(path, '/\\')}/notebook.ipynb.`,
  ],
  ENAMETOOLONG: ['the name is too long', () => 'Choose a shorter name with --output.'],
  ELOOP: ['the path contains a symbolic link loop', () => 'Choose another path with --output.'],
  ENXIO: [
    'no program is reading from the pipe',
    () => 'Start the program that reads from it first, or choose a file with --output.',
  ],
  ENOENT: [
    'a folder in the path does not exist',
    () => 'Create the folder, or choose another path with --output.',
  ],
  EBUSY: ['another program is using the file', () => 'Close it there and try again.'],
  EMFILE: ['too many files are open', () => 'Raise the limit (ulimit -n) and try again.'],
  EIO: ['the disk reported an error', () => 'Choose another disk with --output.'],
};

/** Converts a file system error to a WriteError. */
export function writeErrorFrom(error: unknown, path: string): WriteError {
  const { code, message } = error as NodeJS.ErrnoException;
  const shown = stripControl(path);
  const [cause, hint] = CAUSES[code ?? ''] ?? [stripControl(message ?? String(error)), undefined];
  return new WriteError(`could not write ${shown}: ${cause}${code ? ` (${code})` : ''}`, {
    cause: error,
    hint: hint ? hint(shown) : 'Choose another path with --output.',
  });
}

/** Returns the WriteError for a file that exists. */
export function fileExistsError(path: string): WriteError {
  return new WriteError(`${stripControl(path)} already exists`, {
    code: 'FILE_EXISTS',
    hint: 'Replace it with --force, or choose another path with --output.',
  });
}
