import { basename, resolve } from 'node:path';
import { UsageError } from '../errors.ts';

/** Two names that the same file could stand for, on any system, have the same key. */
export function pathKey(path: string, cwd: string): string {
  return resolve(cwd, path).normalize('NFC').toLowerCase();
}

/** Two models, and one file for both. */
export function collision(one: string, other: string, path: string): UsageError {
  return new UsageError(`"${one}" and "${other}" would both be written to ${basename(path)}`, {
    hint: 'Tell them apart by a pattern, such as --output "{owner}/{name}@{sha7}.ipynb".',
  });
}
