import { readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Pipes that a shell opened for this process (`<(command)`, `/dev/stdin`). Reading them never hangs. */
const OPEN_PIPE = /^\/(?:dev\/(?:fd\/|stdin$)|proc\/)/;

/**
 * Refuses named pipes, sockets and devices, because reading one can block forever, and no signal interrupts a blocked
 * thread. A path that does not exist passes, so that the read itself fails.
 * @throws Error `ENOTREG`
 */
export function refuseSpecialFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isFile() || found.isDirectory() || OPEN_PIPE.test(path)) return;
  throw Object.assign(new Error('it is not a regular file but a pipe, socket or device'), {
    code: 'ENOTREG',
  });
}

/** `readFileSync` for regular files only. @throws the errors of `refuseSpecialFile` and `readFileSync` */
export function readRegularFileSync(path: string): string {
  refuseSpecialFile(path);
  return readFileSync(path, 'utf8');
}

/** `readFile` for regular files only. @throws the errors of `refuseSpecialFile` and `readFile` */
export async function readRegularFile(path: string, options: { signal?: AbortSignal } = {}): Promise<Buffer> {
  refuseSpecialFile(path);
  return readFile(path, options);
}
