import { NotebookRunError } from '../../errors.ts';
import { findCommand, type ProgramSource } from '../find-command.ts';
import type { BasePython } from './base-python.ts';
import { hasOwnPipIndex } from './index-settings.ts';

/** A program and its arguments. */
export type Command = readonly [program: string, ...args: string[]];

/** The tool that creates environments and installs packages. */
export interface Installer {
  name: 'uv' | 'pip';
  create(folder: string, base: BasePython): Command;
  /** @param python the environment's interpreter */
  install(python: string, requirements: readonly string[]): Command;
}

/**
 * Chooses uv if it is installed, except if a package index is configured for pip but not for uv.
 * @throws NotebookRunError `NO_VENV` if uv is not installed and Python has no venv module
 */
export async function chooseInstaller(
  source: ProgramSource & { homeDir?: string },
  uv: string | undefined,
  base: BasePython,
): Promise<Installer> {
  if (uv !== undefined && !(base.hasVenv && (await hasOwnPipIndex(source.env, source.homeDir))))
    return useUv(uv);
  if (base.hasVenv) return PIP;
  const debian = findCommand('apt', source) !== undefined;
  throw new NotebookRunError(`${base.path} cannot create environments: its venv module is not installed`, {
    code: 'NO_VENV',
    hint: `Install it${debian ? ': apt install python3-venv' : ''}, or install uv: https://docs.astral.sh/uv/. To use this Python itself, pass --here.`,
  });
}

const useUv = (uv: string): Installer => ({
  name: 'uv',
  create: (folder, base) => [uv, 'venv', '--no-project', '--python', base.path, folder],
  // Without pip in the environment, `!pip` in a cell would run the user's own.
  install: (python, requirements) => [uv, 'pip', 'install', '--python', python, '--', 'pip', ...requirements],
});

const PIP: Installer = {
  name: 'pip',
  create: (folder, base) => [base.path, '-B', '-m', 'venv', folder],
  install: (python, requirements) => [
    ...([python, '-m', 'pip', 'install', '--no-input', '--disable-pip-version-check'] as const),
    // Python compiles what it imports. Compiling everything takes longer.
    ...['--no-compile', '--progress-bar', 'off', '--', ...requirements],
  ],
};
