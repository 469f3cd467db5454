import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureBatch } from './batch-runs.ts';
import { measureCards } from './card-steps.ts';
import { measureGenerate } from './generate-runs.ts';
import { describeBatch, describeCards, describeGenerate, describeServer, describeStartUp } from './report.ts';
import { measureVersion } from './start-up.ts';
import { formatSections } from './table.ts';
import { createWorkspace } from './workspace.ts';

/**
 * `npm run bench -- [--cards folder] [--node binary] [--pairs n] [--models n] [--only-batch] [--only-server] [--skip-build]
 * [--json]` measures startup, a warm and a cold `generate` with a Hub on loopback, batches, and the CPU time of each step
 * for a folder of cards. With --only-server it measures the share server under load. Needs no network.
 */
const { values } = parseArgs({
  options: {
    cards: { type: 'string', default: fileURLToPath(new URL('../fixtures/cards', import.meta.url)) },
    node: { type: 'string', default: process.execPath },
    pairs: { type: 'string', default: '31' },
    'only-batch': { type: 'boolean', default: false },
    'only-server': { type: 'boolean', default: false },
    models: { type: 'string', default: '1000' },
    'skip-build': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const pairs = Number(values.pairs);
if (!Number.isInteger(pairs) || pairs < 3) {
  console.error(`--pairs must be an integer of at least 3, not "${values.pairs}"`);
  process.exit(2);
}
if (values['only-server']) {
  const { measureServer } = await import('./server-load/measure-server.ts');
  const load = await measureServer({ uploads: 10_000, requests: 100_000 });
  process.stdout.write(
    values.json ? `${JSON.stringify(load, null, 2)}\n` : formatSections(describeServer(load)),
  );
  process.exit(0);
}
if (!values['skip-build']) {
  execFileSync('npm', ['run', 'build', '--silent'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
}

const node = execFileSync(values.node, ['--version'], { encoding: 'utf8' }).trim();
const workspace = await createWorkspace(values.node);
try {
  const models = Number(values.models);
  const sizes = { models, few: models / 2, many: models * 10, pairs: 3 };
  if (values['only-batch']) {
    process.stdout.write(formatSections([describeBatch(await measureBatch(workspace, sizes))]));
    process.exitCode = 0;
  } else {
    const version = await measureVersion(workspace, pairs);
    const generate = await measureGenerate(workspace, { warm: pairs, cold: Math.ceil(pairs / 2) });
    const batch = await measureBatch(workspace, sizes);
    const cards = await measureCards(values.cards);
    const text = values.json
      ? `${JSON.stringify({ node, version, generate, batch, cards }, null, 2)}\n`
      : formatSections([
          describeStartUp(node, version),
          describeGenerate(generate),
          describeBatch(batch),
          describeCards(cards),
        ]);
    process.stdout.write(text);
  }
} finally {
  await workspace.remove();
}
