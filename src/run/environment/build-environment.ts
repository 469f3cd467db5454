import { dirname } from 'node:path';
import { NotebookRunError, WriteError } from '../../errors.ts';
import { pythonIn } from '../python-candidates.ts';
import type { InstallEvent } from '../run-event.ts';
import { runProgram } from '../run-program.ts';
import type { BasePython } from './base-python.ts';
import { completeEnvironment } from './environment-folder.ts';
import { installError, lastLines } from './install-error.ts';
import type { Command, Installer } from './installer.ts';
import { isolatedVariables } from './isolated-variables.ts';

const MAX_KEPT_LINES = 200;

export interface BuildContext {
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  signal: AbortSignal;
  onEvent: (event: InstallEvent) => void;
}

export interface BuildPlan {
  /** A new folder. The environment stays there, because a moved environment does not work. */
  path: string;
  base: string;
  requirements: string[];
  python: BasePython;
  installer: Installer;
}

/**
 * Creates an environment, installs the packages and marks it as complete.
 * @throws NotebookRunError `INSTALL_FAILED`, WriteError, or the signal's reason
 */
export async function buildEnvironment(plan: BuildPlan, context: BuildContext): Promise<void> {
  const { path, requirements, installer } = plan;
  const startedAt = performance.now();
  context.onEvent({
    type: 'install-started',
    requirements,
    installer: installer.name,
    python: plan.python.version,
  });
  try {
    await run(installer.name, installer.create(path, plan.python), dirname(path), plan, context);
    const python = pythonIn(path, context.platform);
    if (python === undefined) throw new NotebookRunError(`${installer.name} created no Python in ${path}`);
    // In another folder, uv would read the settings of the project there.
    await run(installer.name, installer.install(python, requirements), path, plan, context);
    const { distributions, bytes } = await completeEnvironment(path, plan.base, requirements);
    context.onEvent({
      type: 'install-finished',
      packages: distributions.length,
      bytes,
      seconds: (performance.now() - startedAt) / 1000,
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new WriteError(`could not create an environment in ${path}: ${(error as Error).message}`, {
      hint: 'Free some space, or set ALACARD_CACHE_DIR to another folder.',
      cause: error,
    });
  }
}

async function run(
  tool: string,
  [program, ...args]: Command,
  cwd: string,
  { path }: BuildPlan,
  context: BuildContext,
): Promise<void> {
  const output: string[] = [];
  const onLine = (line: string) => {
    output.push(line);
    if (output.length > MAX_KEPT_LINES) output.shift();
    context.onEvent({ type: 'install-output', line });
  };
  const ended = await runProgram(program, args, {
    env: isolatedVariables(context.env, path, context.platform),
    cwd,
    stopBy: 'SIGTERM',
    signal: context.signal,
    onLine,
    onErrorLine: onLine,
  });
  if (ended.exitCode === 0) return;
  context.onEvent({ type: 'install-failed', lines: lastLines(output) });
  throw installError(tool, ended, output);
}
