import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const checkout = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'alacard-node-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Report {
  testResults: { assertionResults: { fullName: string; status: string; failureMessages: string[] }[] }[];
}

/** Node 22.13 and newer have built-in SQLite, unlike the oldest version that alacard supports. */
test.skipIf(process.platform !== 'linux').each(['22', '26'])('the store on Node %s', (version) => {
  const home = join(folder, version);
  const name = `node-linux-${process.arch}`;
  const install = ['install', '--prefix', home, '--silent', '--no-audit', '--no-fund', `${name}@${version}`];
  execFileSync('npm', install, { stdio: ['ignore', 'ignore', 'inherit'] });
  const node = join(home, 'node_modules', name, 'bin/node');
  expect(execFileSync(node, ['--version'], { encoding: 'utf8' })).toMatch(`v${version}.`);

  const report = join(home, 'report.json');
  const { VITEST: _, NODE_OPTIONS: __, ...env } = process.env;
  const run = spawnSync(
    node,
    [
      join(checkout, 'node_modules/vitest/vitest.mjs'),
      ...['run', '--project', 'light', 'test/server', 'test/e2e/serve.test.ts'],
      ...['--reporter=json', `--outputFile=${report}`],
    ],
    { cwd: checkout, env, encoding: 'utf8' },
  );
  expect(existsSync(report), run.stderr + run.stdout).toBe(true);
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  expect(results.filter(({ status }) => status !== 'passed')).toEqual([]);
  expect(run.status, run.stderr + run.stdout).toBe(0);
  const byNode = results.filter(({ fullName }) => fullName.startsWith('SQLite by Node'));
  expect(byNode.length).toBeGreaterThan(15);
});
