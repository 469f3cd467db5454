import { dirname } from 'node:path';
import { stripControl } from '../encode/terminal-text.ts';
import { trimEnd } from '../encode/trim-end.ts';
import { WriteError } from '../errors.ts';

const CAUSES: Record<string, [cause: string, hint: (path: string) => string]> = {
  EACCES: [
    'permission denied',
    (path) => `Make ${dirname(path)} writable, or choose another place with --output.`,
  ],
  EPERM: [
    'permission denied',
    (path) => `Make ${dirname(path)} writable, or choose another place with --output.`,
  ],
  EROFS: ['the file system is read-only', () => 'Choose another place with --output.'],
  ENOSPC: ['the disk is full', () => 'Free some space, or choose another disk with --output.'],
  EDQUOT: ['the disk quota is used up', () => 'Free some space, or choose another disk with --output.'],
  EFBIG: ['the file would be too large', () => 'Choose another place with --output.'],
  ENOTDIR: ['a part of the path is a file, not a folder', () => 'Choose another path with --output.'],
  EEXIST: ['a part of the path is a file, not a folder', () => 'Choose another path with --output.'],
  EISDIR: ['it is a folder', (path) => `Name a file, such as ${trimEnd(path, '/\\')}/notebook.ipynb.`],
  ENAMETOOLONG: ['the name is too long', () => 'Choose a shorter one with --output.'],
  ELOOP: ['its symbolic links lead in a circle', () => 'Choose another path with --output.'],
  ENOENT: ['a folder on the way is gone', () => 'Make the folder, or choose another path with --output.'],
  EBUSY: ['another program holds the file', () => 'Close it there, then run this again.'],
  EMFILE: ['too many files are open', () => 'Raise the limit (ulimit -n), then run this again.'],
  EIO: ['the disk reports an error', () => 'Choose another disk with --output.'],
};

/** Converts a file system error to a WriteError. */
export function writeErrorFrom(error: unknown, path: string): WriteError {
  const { code, message } = error as NodeJS.ErrnoException;
  const shown = stripControl(path);
  const [cause, hint] = CAUSES[code ?? ''] ?? [stripControl(message ?? String(error)), undefined];
  return new WriteError(`${shown} can't be written: ${cause}${code ? ` (${code})` : ''}`, {
    cause: error,
    hint: hint ? hint(shown) : 'Choose another path with --output.',
  });
}

/** Returns the WriteError for a file that exists. */
export function fileExistsError(path: string): WriteError {
  return new WriteError(`${stripControl(path)} exists already`, {
    code: 'FILE_EXISTS',
    hint: 'Replace it with --force, or name another file with --output.',
  });
}
