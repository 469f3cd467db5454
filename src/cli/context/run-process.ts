import { homedir } from 'node:os';
import { defined } from '../../defined.ts';
import { rememberSecret } from '../../encode/secrets.ts';
import { systemClock } from '../../hub/client/clock.ts';
import { packageVersion } from '../../package-root.ts';
import { runProgram } from '../program.ts';
import { createTerminal } from '../terminal/terminal.ts';
import type { CommandContext } from './command-context.ts';
import { createLimitSync } from './limit-sync.ts';
import { watchSignals } from './signals.ts';

/** Their values are never printed, logged or shared. */
const TOKEN_VARIABLES = ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN', 'GITHUB_TOKEN', 'GH_TOKEN'];

/** A digest of the sources, which the build inserts here. */
declare const __BUILD__: string | undefined;

/** Runs alacard in this process and sets its exit code. */
export async function runProcess(process: NodeJS.Process, argv: readonly string[]): Promise<void> {
  for (const name of TOKEN_VARIABLES) rememberSecret(process.env[name]?.trim() ?? '');
  const watch = watchSignals(process);
  const homeDir = findHomeDir();
  const context: CommandContext = {
    env: process.env,
    cwd: process.cwd(),
    platform: process.platform,
    ...defined({ homeDir }),
    terminal: createTerminal(process, process.env),
    readInput: async (maxBytes) => {
      const { readInput } = await import('./read-input.ts');
      return readInput(process.stdin, maxBytes, watch.signal);
    },
    keyboard: () => (process.stdin.isTTY ? process.stdin : undefined),
    signal: watch.signal,
    process: { pid: process.pid, isAlive: (pid) => isAlive(process, pid) },
    limitSync: createLimitSync(process),
    setGrace: watch.setGrace,
    clock: systemClock,
    version: packageVersion(),
    ...(typeof __BUILD__ !== 'undefined' && { build: __BUILD__ }),
  };
  const onUncaught = async (error: unknown) => {
    const { reportError } = await import('../terminal/report-error.ts');
    process.exit(
      await reportError(error, context, { json: argv.includes('--json'), debug: argv.includes('--debug') }),
    );
  };
  process.on('uncaughtException', onUncaught);
  process.on('unhandledRejection', onUncaught);
  process.exitCode = await runProgram(argv, context);
  watch.dispose();
}

function findHomeDir(): string | undefined {
  try {
    return homedir() || undefined;
  } catch {
    return undefined;
  }
}

/** Signal 0 only checks for existence. EPERM means that the process belongs to another user. */
function isAlive(process: NodeJS.Process, pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
