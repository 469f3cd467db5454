import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** The CPU build of torch spares gigabytes where pip finds it. */
const CPU_TORCH = 'torch==2.13.0+cpu';

/** The interpreter that runs the notebooks: ALACARD_PYTHON, or an environment made in the checkout's .cache. */
export async function preparePython(root: string): Promise<string> {
  const given = process.env.ALACARD_PYTHON;
  if (given !== undefined) return given;
  const folder = join(root, '.cache', 'notebooks');
  const python = join(folder, 'bin', 'python');
  if (existsSync(join(folder, 'ready'))) return python;
  await run('python3', ['-m', 'venv', folder]);
  const pip = (...args: string[]) =>
    run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...args], {
      maxBuffer: 1 << 28,
    });
  await pip(CPU_TORCH).catch(() => pip('torch'));
  await pip('-r', join(root, 'bench/run-notebooks/requirements.txt'));
  await run(python, ['-c', `open(${JSON.stringify(join(folder, 'ready'))}, "w").close()`]);
  return python;
}
