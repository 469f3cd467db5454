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
  /** The environment of every command. */
  env: Record<string, string>;
  remove(): void;
}

/** The variables that a process needs to start, without the developer's own settings. */
const PASSED_ON = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'];

export function createFolders(endpoint: string): Folders {
  // As the command sees it, because paths contain links on macOS and short names on Windows.
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
