import { readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

// Longer than any single write takes. A newer file may belong to a running process.
const STALE_MS = 10 * 60_000;

const listings = new Map<string, Promise<string[]>>();

/**
 * Removes temporary files with this prefix that killed runs left in the folder. `nowMs` is the time according to the
 * file system. Never throws.
 */
export async function removeStaleFiles(folder: string, prefix: string, nowMs: number): Promise<void> {
  for (const name of await temporaryFiles(folder)) {
    if (!name.startsWith(prefix)) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found && nowMs - found.mtimeMs > STALE_MS) await unlink(path).catch(() => {});
  }
}

/** Lists a folder once per process: a batch would otherwise list it for each of thousands of files. */
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
