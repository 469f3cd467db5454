import { writeSync } from 'node:fs';
import module from 'node:module';

/** The package's version, which the build puts here. */
declare const __VERSION__: string;

const argv = process.argv.slice(2);

if (!printVersion()) void run();

async function run(): Promise<void> {
  // Node 22.1 and newer; the types are those of the oldest supported Node.
  (module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
  const { runProcess } = await import('./context/run-process.ts');
  await runProcess(process, argv);
}

/** `--version` alone reads no other file and needs no process.stdout (3 ms); what is odd goes the long way. */
function printVersion(): boolean {
  if (argv.length !== 1 || (argv[0] !== '--version' && argv[0] !== '-V')) return false;
  try {
    writeSync(1, `${__VERSION__}\n`);
    return true;
  } catch {
    return false;
  }
}
