import { readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Pipes that a shell opened for this process (`<(command)`, `/dev/stdin`): they have a writer, or end at once. */
const OPEN_PIPE = /^\/(?:dev\/(?:fd\/|stdin$)|proc\/)/;

/**
 * Throws for a named pipe, socket or device: reading one may block for ever, and no signal ends a blocked thread.
 * A path that does not exist passes, so that the read itself reports it.
 */
export function refuseSpecialFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isFile() || found.isDirectory() || OPEN_PIPE.test(path)) return;
  throw Object.assign(new Error('it is a pipe, socket or device, not a regular file'), { code: 'ENOTREG' });
}

/** As `readFileSync`, for regular files only. @throws as `refuseSpecialFile`, and what `readFileSync` throws */
export function readRegularFileSync(path: string): string {
  refuseSpecialFile(path);
  return readFileSync(path, 'utf8');
}

/** As `readFile`, for regular files only. @throws as `refuseSpecialFile`, and what `readFile` throws */
export async function readRegularFile(path: string, options: { signal?: AbortSignal } = {}): Promise<Buffer> {
  refuseSpecialFile(path);
  return readFile(path, options);
}
