import module from 'node:module';
import { packageVersion } from '../package-root.ts';

const argv = process.argv.slice(2);

if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.on('error', () => {});
  process.stdout.write(`${packageVersion()}\n`);
} else {
  // Node 22.1 and newer; the types are those of the oldest supported Node.
  (module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
  const { runProcess } = await import('./run-process.ts');
  await runProcess(process, argv);
}
