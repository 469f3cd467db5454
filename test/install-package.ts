import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Builds the package next to the checkout, packs it and installs the tarball into an empty folder, so that the tests of
 * the command line run what a user would get. `ALACARD_BIN` names another installation to test.
 */
export default function installPackage(): (() => void) | undefined {
  if (process.env.ALACARD_BIN !== undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'alacard-package-'));
  const source = join(folder, 'source');
  mkdirSync(source);
  for (const name of ['package.json', 'bin', 'templates', 'LICENSE', 'README.md', 'CHANGELOG.md']) {
    cpSync(join(root, name), join(source, name), { recursive: true });
  }
  run(
    process.execPath,
    [
      join(root, 'node_modules/tsup/dist/cli-default.js'),
      '--out-dir',
      join(source, 'dist'),
      '--no-dts',
      '--silent',
    ],
    root,
  );
  run(process.execPath, [join(root, '.ci/join-chunks.js'), join(source, 'dist')], root);
  const pack = ['pack', '--json', '--silent', '--ignore-scripts', '--pack-destination', folder];
  const [packed] = JSON.parse(runNpm(pack, source)) as { filename: string }[];
  const install = ['install', '--prefix', folder, '--silent', '--offline', '--no-audit', '--no-fund'];
  runNpm([...install, join(folder, packed!.filename)], folder);
  process.env.ALACARD_BIN = join(folder, 'node_modules', 'alacard', 'bin', 'alacard.js');
  return () => rmSync(folder, { recursive: true, force: true });
}

function runNpm(args: string[], cwd: string): string {
  if (process.platform !== 'win32') return run('npm', args, cwd);
  // npm.cmd needs a shell, which would split paths.
  const script = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  return run(process.execPath, [script, ...args], cwd);
}

function run(command: string, args: string[], cwd: string): string {
  return execFileSync(command, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
}
