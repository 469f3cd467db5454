import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const shell = process.platform === 'win32';

/**
 * Builds the package, packs it and installs the tarball into an empty folder: the tests of the command line run what
 * a user would get. `ALACARD_BIN` names another installation to test.
 */
export default function installPackage(): (() => void) | undefined {
  if (process.env.ALACARD_BIN !== undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'alacard-package-'));
  const run = (args: string[], cwd: string) => execFileSync('npm', args, { cwd, shell, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
  const [packed] = JSON.parse(run(['pack', '--json', '--silent', '--pack-destination', folder], root)) as { filename: string }[];
  run(['install', '--prefix', folder, '--silent', '--offline', '--no-audit', '--no-fund', join(folder, packed!.filename)], folder);
  process.env.ALACARD_BIN = join(folder, 'node_modules', 'alacard', 'bin', 'alacard.js');
  return () => rmSync(folder, { recursive: true, force: true });
}
