import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { findCommand, isProgram, type ProgramSource } from './find-command.ts';

/** A Python interpreter to try for running notebooks. */
export interface PythonCandidate {
  path: string;
  args: string[];
  /** How it was found: `--python`, `VIRTUAL_ENV`, `python3 on PATH`, ... */
  origin: string;
}

/**
 * The Python interpreters to try, in order: only `wanted` if it is given; otherwise, that of the active environment,
 * then those on PATH.
 * @param wanted a file, the folder of a virtual environment, or a command
 * @throws UsageError if `wanted` is none of these
 */
export function findPythons(source: ProgramSource, wanted?: string): PythonCandidate[] {
  if (wanted !== undefined) return [resolveWanted(wanted, source)];
  const { env, platform } = source;
  const found: PythonCandidate[] = [];
  const add = (path: string | undefined, origin: string, args: string[] = []) => {
    if (path !== undefined && !found.some((other) => other.path === path)) found.push({ path, args, origin });
  };
  for (const name of ['VIRTUAL_ENV', 'CONDA_PREFIX']) {
    const folder = env[name];
    if (folder) add(pythonIn(folder, platform), name);
  }
  for (const name of ['python3', 'python']) add(findCommand(name, source), `${name} on PATH`);
  if (platform === 'win32') add(findCommand('py', source), 'py on PATH', ['-3']);
  return found;
}

function resolveWanted(wanted: string, source: ProgramSource): PythonCandidate {
  const path = resolve(source.cwd, wanted);
  const found = isFolder(path)
    ? pythonIn(path, source.platform)
    : isProgram(path, source.platform)
      ? path
      : /[\\/]/.test(wanted)
        ? undefined
        : findCommand(wanted, source);
  if (found === undefined) {
    throw new UsageError(`--python "${wanted}" must be a Python interpreter or a virtual environment`, {
      hint: 'Pass an interpreter (--python .venv/bin/python), the folder of a virtual environment (--python .venv), or a command.',
    });
  }
  return { path: found, args: [], origin: '--python' };
}

/** The interpreter of an environment. */
export function pythonIn(folder: string, platform: NodeJS.Platform): string | undefined {
  const names = platform === 'win32' ? ['Scripts/python.exe', 'python.exe'] : ['bin/python3', 'bin/python'];
  return names.map((name) => join(folder, name)).find((path) => isProgram(path, platform));
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
