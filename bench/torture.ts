import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * `npm run torture -- [vitest arguments]`: runs test/e2e/batch-torture.test.ts at full size, with 1,000 models per test: 20
 * kills, rate limits, every fault of the fake Hub, and 32 processes on a cache that is being damaged. Also kills one
 * command 200 times while it writes.
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
