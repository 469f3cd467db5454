import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Empty folders for alacard: one to work in, a home and a cache. */
export interface Folders {
  /** The folder the command runs in. */
  cwd: string;
  cacheDir: string;
  /** What every command gets. */
  env: Record<string, string>;
  remove(): void;
}

/** What a process needs to start at all; nothing of the tester's own settings. */
const PASSED_ON = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'];

export function createFolders(endpoint: string): Folders {
  // As the command sees it: macOS has links on the way, Windows short names.
  const root = realpathSync.native(mkdtempSync(join(tmpdir(), 'alacard-test-')));
  const cacheDir = join(root, 'cache');
  const passedOn = PASSED_ON.map((name) => [name, process.env[name]]).filter(
    ([, value]) => value !== undefined,
  );
  return {
    cwd: mkdtempSync(join(root, 'work-')),
    cacheDir,
    env: {
      ...(Object.fromEntries(passedOn) as Record<string, string>),
      HOME: join(root, 'home'),
      USERPROFILE: join(root, 'home'),
      ALACARD_CACHE_DIR: cacheDir,
      HF_ENDPOINT: endpoint,
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
