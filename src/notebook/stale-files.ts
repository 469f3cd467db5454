import { readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

// Longer than any single write takes; a younger one may belong to another process at work.
const STALE_MS = 10 * 60_000;

const listings = new Map<string, Promise<string[]>>();

/**
 * Removes what killed runs left in the folder under this prefix. `nowMs` is by the file system's own clock.
 * Never throws.
 */
export async function removeStaleFiles(folder: string, prefix: string, nowMs: number): Promise<void> {
  for (const name of await temporaryFiles(folder)) {
    if (!name.startsWith(prefix)) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found && nowMs - found.mtimeMs > STALE_MS) await unlink(path).catch(() => {});
  }
}

/** Folders are listed once a process: a batch of thousands of files would list them thousands of times. */
function temporaryFiles(folder: string): Promise<string[]> {
  let listing = listings.get(folder);
  if (!listing) {
    listing = readdir(folder).then(
      (names) => names.filter((name) => name.startsWith('.alacard-') && name.endsWith('.tmp')),
      () => [],
    );
    listings.set(folder, listing);
  }
  return listing;
}
