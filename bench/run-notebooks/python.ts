import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const exec = promisify(execFile);
const BASE = 'transformers-5';
/** Prefers the CPU build, which is gigabytes smaller, if pip finds it. */
const TORCH = ['torch==2.13.0+cpu', 'torch'];
/** Fails if torch and torchvision do not match. */
const CHECK = 'import torch, torchvision, transformers';

/**
 * The Python interpreter of an environment. The environment is created under `.cache/` in the checkout if it is missing
 * or its `environments/<name>.txt` has changed. The base environment is ALACARD_PYTHON if that is set. Other
 * environments extend the base and contain only the packages that differ.
 */
export async function preparePython(root: string, name = BASE): Promise<string> {
  const configured = process.env.ALACARD_PYTHON;
  if (name === BASE && configured !== undefined) return configured;
  const file = fileURLToPath(new URL(`environments/${name}.txt`, import.meta.url));
  const folder = join(root, '.cache', name === BASE ? 'notebooks' : `notebooks-${name}`);
  const python = join(
    folder,
    ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']),
  );
  const ready = join(folder, 'ready');
  const requirements = readFileSync(file, 'utf8');
  if (existsSync(ready) && readFileSync(ready, 'utf8') === requirements) return python;
  if (name === BASE) await createBase(folder, python, file);
  else await createOverlay(await preparePython(root), folder, python, file);
  await writeFile(ready, requirements);
  return python;
}

async function createBase(folder: string, python: string, file: string): Promise<void> {
  for (const torch of TORCH) {
    try {
      await createVenv('python3', folder);
      await pip(python, torch);
      const { stdout } = await exec(python, [
        '-c',
        'import importlib.metadata as m; print(m.version("torch"))',
      ]);
      const constraints = join(folder, 'constraints.txt');
      await writeFile(constraints, `torch==${stdout.trim()}\n`);
      await pip(python, '-r', file, '-c', constraints);
      await exec(python, ['-c', CHECK]);
      return;
    } catch (error) {
      if (torch === TORCH.at(-1)) throw error;
    }
  }
}

async function createOverlay(base: string, folder: string, python: string, file: string): Promise<void> {
  await createVenv(base, folder);
  const packages = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  const [basePackages, ownPackages] = await Promise.all(
    [base, python].map((interpreter) => exec(interpreter, ['-c', packages])),
  );
  await writeFile(join(ownPackages!.stdout.trim(), 'base.pth'), basePackages!.stdout);
  await pip(python, '-r', file);
}

async function createVenv(python: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await exec(python, ['-m', 'venv', folder]);
}

/** Without pip's cache, which is outside the checkout. */
function pip(python: string, ...args: string[]) {
  const quiet = ['--quiet', '--no-cache-dir', '--disable-pip-version-check'];
  return exec(python, ['-m', 'pip', 'install', ...quiet, ...args], { maxBuffer: 1 << 28 });
}
