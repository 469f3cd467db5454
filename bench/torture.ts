import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * `npm run torture -- [vitest arguments]`: the tests of test/e2e/batch-torture.test.ts in full size, 1,000 models each: 20
 * kills, rate limits, every fault of the fake Hub, 32 processes on one cache that is damaged meanwhile; and
 * 200 kills of one command while it writes.
 */
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [
    vitest,
    'run',
    '--project',
    'light',
    'test/e2e/batch-torture.test.ts',
    'test/e2e/kill.test.ts',
    ...process.argv.slice(2),
  ],
  {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, ALACARD_TORTURE: '1' },
    stdio: 'inherit',
  },
);
process.exit(status ?? 1);
