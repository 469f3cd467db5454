import { homedir } from 'node:os';
import { packageVersion } from '../package-root.ts';
import type { Host } from './host.ts';
import { runProgram } from './program.ts';
import { watchSignals } from './signals.ts';
import { createTerminal } from './terminal.ts';

/** Runs alacard in this process and leaves its exit code there. */
export async function runProcess(process: NodeJS.Process, argv: readonly string[]): Promise<void> {
  const watch = watchSignals(process);
  const homeDir = findHomeDir();
  const host: Host = {
    env: process.env,
    cwd: process.cwd(),
    platform: process.platform,
    ...(homeDir !== undefined && { homeDir }),
    terminal: createTerminal(process, process.env),
    signal: watch.signal,
    version: packageVersion(),
  };
  const onStray = async (error: unknown) => {
    const { reportError } = await import('./report-error.ts');
    process.exit(
      await reportError(error, host, { json: argv.includes('--json'), debug: argv.includes('--debug') }),
    );
  };
  process.on('uncaughtException', onStray);
  process.on('unhandledRejection', onStray);
  process.exitCode = await runProgram(argv, host);
  watch.dispose();
}

function findHomeDir(): string | undefined {
  try {
    return homedir() || undefined;
  } catch {
    return undefined;
  }
}
