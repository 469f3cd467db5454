import { writeSync } from 'node:fs';
import module from 'node:module';

/** The package's version, which the build inserts here. */
declare const __VERSION__: string;

const argv = process.argv.slice(2);

if (!printVersion()) void run();

async function run(): Promise<void> {
  // Only in Node 22.1 and newer. The types are those of the oldest supported Node.
  (module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
  const { runProcess } = await import('./context/run-process.ts');
  await runProcess(process, argv);
}

/**
 * Handles a plain `--version` without reading other files or loading process.stdout, which takes 3 ms. If writing
 * fails, the full program handles it.
 */
function printVersion(): boolean {
  if (argv.length !== 1 || !['--version', '-v', '-V'].includes(argv[0]!)) return false;
  try {
    writeSync(1, `${__VERSION__}\n`);
    return true;
  } catch {
    return false;
  }
}
