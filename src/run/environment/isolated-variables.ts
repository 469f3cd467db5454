import { delimiter, join } from 'node:path';
import { type ProgramSource, pathName } from '../find-command.ts';
import { ownFolder } from './environment-folder.ts';

type Env = ProgramSource['env'];

/** Variables that would add other packages, other settings or another target. */
const REMOVED = new Set([
  ...['PYTHONPATH', 'PYTHONHOME', 'PYTHONSTARTUP', 'PYTHONUSERBASE', 'PYTHONEXECUTABLE', 'PYTHONSAFEPATH'],
  ...['PYTHONDONTWRITEBYTECODE', '__PYVENV_LAUNCHER__', 'CONDA_PREFIX', 'CONDA_DEFAULT_ENV'],
  ...['PIP_TARGET', 'PIP_PREFIX', 'PIP_ROOT', 'PIP_PYTHON', 'PIP_DRY_RUN', 'PIP_EDITABLE', 'PIP_REQUIREMENT'],
  ...['UV_SYSTEM_PYTHON', 'UV_PYTHON', 'UV_TARGET', 'UV_PREFIX', 'UV_BREAK_SYSTEM_PACKAGES'],
  ...['JUPYTER_PATH', 'JUPYTER_CONFIG_PATH', 'UV_PROJECT_ENVIRONMENT'],
]);

/**
 * The variables for programs in this environment. They see its packages only, and write settings, bytecode and caches
 * into it rather than into the home folder or next to the interpreter.
 */
export function isolatedVariables(env: Env, environment: string, platform: NodeJS.Platform): Env {
  const own = (name: string) => join(ownFolder(environment), name);
  const kept = Object.entries(env).filter(([name]) => !REMOVED.has(name));
  const path = pathName(env);
  const programs = join(environment, platform === 'win32' ? 'Scripts' : 'bin');
  return {
    MPLCONFIGDIR: own('matplotlib'),
    TRITON_CACHE_DIR: own('triton'),
    ...Object.fromEntries(kept),
    [path]: [programs, env[path]].filter(Boolean).join(delimiter),
    VIRTUAL_ENV: environment,
    PIP_USER: '0',
    PYTHONNOUSERSITE: '1',
    PYTHONPYCACHEPREFIX: own('bytecode'),
    IPYTHONDIR: own('ipython'),
    JUPYTER_CONFIG_DIR: own('jupyter/config'),
    JUPYTER_DATA_DIR: own('jupyter/data'),
    JUPYTER_RUNTIME_DIR: own('jupyter/runtime'),
    JUPYTER_PREFER_ENV_PATH: '1',
  };
}
