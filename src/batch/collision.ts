import { basename, resolve } from 'node:path';
import { UsageError } from '../errors.ts';

/** Two paths that may name the same file on some file system have the same key. */
export function pathKey(path: string, cwd: string): string {
  return resolve(cwd, path).normalize('NFC').toLowerCase();
}

export function collisionError(one: string, other: string, path: string): UsageError {
  return new UsageError(`"${one}" and "${other}" would both be written to ${basename(path)}`, {
    hint: 'Use a pattern that keeps them apart, such as --output "{owner}/{name}@{sha7}.ipynb".',
  });
}
