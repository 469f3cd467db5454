import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NotebookRunError, WriteError } from '../../errors.ts';
import { type LockOwner, withLock } from '../../process-lock.ts';
import { findCommand, type ProgramSource } from '../find-command.ts';
import { type PythonCandidate, pythonIn } from '../python-candidates.ts';
import type { InstallEvent } from '../run-event.ts';
import { type BasePython, findBasePython } from './base-python.ts';
import { buildEnvironment } from './build-environment.ts';
import {
  environmentsFolder,
  isUnchanged,
  listEnvironments,
  lockOf,
  MAX_ENVIRONMENT_BYTES,
  markInUse,
  pruneEnvironments,
  removeEnvironment,
  removeReplaced,
} from './environment-folder.ts';
import { type EnvironmentKey, environmentKey } from './environment-key.ts';
import { chooseInstaller, type Installer } from './installer.ts';
import { isolatedVariables } from './isolated-variables.ts';

/** What runs the notebook. */
const RUNNER = ['ipykernel', 'nbclient'];

export interface EnvironmentContext extends ProgramSource, LockOwner {
  cacheDir: string;
  homeDir?: string;
  onEvent: (event: InstallEvent) => void;
}

/** An environment with a notebook's packages, protected from being removed until it is released. */
export interface PreparedEnvironment {
  path: string;
  python: PythonCandidate;
  env: Readonly<Record<string, string | undefined>>;
  /** Whether it was installed by an earlier run. */
  reused: boolean;
  release(): Promise<void>;
}

/**
 * Finds or builds the environment for these packages.
 * @throws NotebookRunError `NO_PYTHON`, `NO_VENV`, `INSTALL_FAILED` or `NOT_INSTALLED`, WriteError, or the signal's reason
 */
export async function prepareEnvironment(
  packages: readonly string[],
  { install }: { install: boolean },
  context: EnvironmentContext,
): Promise<PreparedEnvironment> {
  const requirements = [...new Set([...RUNNER, ...packages])].sort();
  const uv = findCommand('uv', context);
  const python = await findBasePython(context, uv);
  const installer = await chooseInstaller(context, uv, python);
  const key = await environmentKey(requirements, { ...context, python, installer });
  const ready = await takeReady(key, requirements, context);
  if (ready !== undefined) return ready;
  if (!install) throw notInstalled(packages);
  return build({ key, requirements, python, installer }, context);
}

interface Wanted {
  key: EnvironmentKey;
  requirements: string[];
  python: BasePython;
  installer: Installer;
}

/** Builds the environment unless another process just did. */
async function build(wanted: Wanted, context: EnvironmentContext): Promise<PreparedEnvironment> {
  const { key, requirements } = wanted;
  const path = join(environmentsFolder(context.cacheDir), `${key.key}-${randomBytes(4).toString('hex')}`);
  await mkdir(environmentsFolder(context.cacheDir), { recursive: true }).catch((error: Error) => {
    throw new WriteError(`could not create an environment in ${context.cacheDir}: ${error.message}`, {
      hint: 'Set ALACARD_CACHE_DIR to a folder that you can write to.',
      cause: error,
    });
  });
  const work = async () => {
    const built = await takeReady(key, requirements, context);
    if (built !== undefined) return built;
    await removeReplaced(context.cacheDir, key.key, context);
    try {
      await buildEnvironment({ ...wanted, base: key.base, path }, context);
    } catch (error) {
      if (!context.signal.aborted) await removeEnvironment(path).catch(() => {});
      throw error;
    }
    const environment = await use(path, false, context);
    if (environment === undefined) throw new NotebookRunError(`the new environment in ${path} was removed`);
    await pruneEnvironments(context.cacheDir, context, MAX_ENVIRONMENT_BYTES);
    return environment;
  };
  return withLock(lockOf(path), context, work, {
    maxWaitMs: Number.POSITIVE_INFINITY,
    onWait: () => context.onEvent({ type: 'install-waiting' }),
  });
}

/** An environment with exactly these packages, or else one with more. */
async function takeReady(
  { base, key }: EnvironmentKey,
  requirements: readonly string[],
  context: EnvironmentContext,
): Promise<PreparedEnvironment | undefined> {
  const stored = (await listEnvironments(context.cacheDir)).reverse();
  const exact = stored.filter((environment) => environment.key === key);
  const larger = stored.filter(
    (environment) =>
      environment.key !== key &&
      environment.base === base &&
      requirements.every((requirement) => environment.requirements.includes(requirement)),
  );
  for (const environment of [...exact, ...larger]) {
    if (!(await isUnchanged(environment))) continue;
    const taken = await use(environment.path, true, context);
    if (taken !== undefined) return taken;
  }
  return undefined;
}

async function use(
  path: string,
  reused: boolean,
  context: EnvironmentContext,
): Promise<PreparedEnvironment | undefined> {
  const python = pythonIn(path, context.platform);
  const release = python === undefined ? undefined : await markInUse(path, context);
  if (python === undefined || release === undefined) return undefined;
  return {
    path,
    python: { path: python, args: [], origin: "alacard's environment" },
    env: isolatedVariables(context.env, path, context.platform),
    reused,
    release,
  };
}

function notInstalled(packages: readonly string[]): NotebookRunError {
  const missing = packages.length === 0 ? RUNNER : packages;
  return new NotebookRunError(`no environment of alacard has these packages: ${missing.join(', ')}`, {
    code: 'NOT_INSTALLED',
    hint: 'Drop --no-install and --offline to install them into an environment of their own, or use a Python that has them: --python <path> or --here.',
  });
}
