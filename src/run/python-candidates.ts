import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { findCommand, isProgram, type ProgramSource } from './find-command.ts';

/** A Python that may be able to run notebooks. */
export interface PythonCandidate {
  path: string;
  args: string[];
  /** Where it was found: `--python`, `VIRTUAL_ENV`, `python3 on PATH` ... */
  origin: string;
}

/**
 * The Pythons to try, in order: the one asked for and no other; else the active environment's, then those on PATH.
 * `asked` is a file, the folder of a virtual environment, or a command. Throws UsageError where it is none of these.
 */
export function findPythons(source: ProgramSource, asked?: string): PythonCandidate[] {
  if (asked !== undefined) return [findAsked(asked, source)];
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

function findAsked(asked: string, source: ProgramSource): PythonCandidate {
  const path = resolve(source.cwd, asked);
  const found = isFolder(path)
    ? pythonIn(path, source.platform)
    : isProgram(path, source.platform)
      ? path
      : /[\\/]/.test(asked)
        ? undefined
        : findCommand(asked, source);
  if (found === undefined) {
    throw new UsageError(`--python "${asked}" is no program and no virtual environment`, {
      hint: 'Name an interpreter (--python .venv/bin/python), the folder of a virtual environment, or a command.',
    });
  }
  return { path: found, args: [], origin: '--python' };
}

function pythonIn(folder: string, platform: NodeJS.Platform): string | undefined {
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
