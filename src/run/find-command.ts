import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** The inputs that determine which programs are found. */
export interface ProgramSource {
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  cwd: string;
}

/** The full path of a command on PATH, as a shell would find it. */
export function findCommand(name: string, source: ProgramSource): string | undefined {
  const extensions =
    source.platform === 'win32' ? (source.env.PATHEXT ?? '.COM;.EXE;.BAT;.CMD').split(';') : [''];
  for (const folder of (source.env[pathName(source.env)] ?? '').split(delimiter)) {
    if (folder === '') continue;
    for (const extension of extensions) {
      const path = resolve(source.cwd, join(folder, `${name}${extension}`));
      if (isProgram(path, source.platform)) return path;
    }
  }
  return undefined;
}

/** Whether this file is executable. */
export function isProgram(path: string, platform: NodeJS.Platform): boolean {
  try {
    if (!statSync(path).isFile()) return false;
    if (platform !== 'win32') accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The name of PATH. Windows calls it `Path`, and a copy of the environment is case-sensitive. */
export function pathName(env: ProgramSource['env']): string {
  return Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
}
