import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const exec = promisify(execFile);
const FIRST = 'transformers-5';
/** The CPU build spares gigabytes where pip finds it. */
const TORCH = ['torch==2.13.0+cpu', 'torch'];
/** What a torch and a torchvision that don't belong together fail at. */
const CHECK = 'import torch, torchvision, transformers';

/**
 * The interpreter of an environment, which is made below `.cache/` of the checkout where it is missing or its
 * `environments/<name>.txt` has changed. The first is ALACARD_PYTHON where that is set; every other lies over the first
 * and holds only what it installs otherwise.
 */
export async function preparePython(root: string, name = FIRST): Promise<string> {
  const given = process.env.ALACARD_PYTHON;
  if (name === FIRST && given !== undefined) return given;
  const file = fileURLToPath(new URL(`environments/${name}.txt`, import.meta.url));
  const folder = join(root, '.cache', name === FIRST ? 'notebooks' : `notebooks-${name}`);
  const python = join(
    folder,
    ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']),
  );
  const ready = join(folder, 'ready');
  const wanted = readFileSync(file, 'utf8');
  if (existsSync(ready) && readFileSync(ready, 'utf8') === wanted) return python;
  if (name === FIRST) await makeFirst(folder, python, file);
  else await makeOver(await preparePython(root), folder, python, file);
  await writeFile(ready, wanted);
  return python;
}

async function makeFirst(folder: string, python: string, file: string): Promise<void> {
  for (const torch of TORCH) {
    try {
      await makeEmpty('python3', folder);
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

async function makeOver(first: string, folder: string, python: string, file: string): Promise<void> {
  await makeEmpty(first, folder);
  const packages = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  const [below, own] = await Promise.all([first, python].map((one) => exec(one, ['-c', packages])));
  await writeFile(join(own!.stdout.trim(), 'first.pth'), below!.stdout);
  await pip(python, '-r', file);
}

async function makeEmpty(python: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await exec(python, ['-m', 'venv', folder]);
}

/** Nothing is kept outside the checkout, and nothing twice. */
function pip(python: string, ...args: string[]) {
  const quiet = ['--quiet', '--no-cache-dir', '--disable-pip-version-check'];
  return exec(python, ['-m', 'pip', 'install', ...quiet, ...args], { maxBuffer: 1 << 28 });
}
