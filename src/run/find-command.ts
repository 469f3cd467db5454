import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** What the search for programs needs to know of the system. */
export interface ProgramSource {
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  cwd: string;
}

/** The full path of a command on PATH, as a shell would find it. */
export function findCommand(name: string, source: ProgramSource): string | undefined {
  const endings =
    source.platform === 'win32' ? (source.env.PATHEXT ?? '.COM;.EXE;.BAT;.CMD').split(';') : [''];
  for (const folder of (pathOf(source.env) ?? '').split(delimiter)) {
    if (folder === '') continue;
    for (const ending of endings) {
      const path = resolve(source.cwd, join(folder, `${name}${ending}`));
      if (isProgram(path, source.platform)) return path;
    }
  }
  return undefined;
}

/** Whether this file can be run. */
export function isProgram(path: string, platform: NodeJS.Platform): boolean {
  try {
    if (!statSync(path).isFile()) return false;
    if (platform !== 'win32') accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Windows spells it Path, and a copy of its environment is no longer blind to case. */
function pathOf(env: ProgramSource['env']): string | undefined {
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH');
  return name === undefined ? undefined : env[name];
}
