import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureBatch } from './batch-runs.ts';
import { measureCards } from './card-steps.ts';
import { measureGenerate } from './generate-runs.ts';
import { describeAttack, describeCards, describeNode, describeServer, type NodeResults } from './report.ts';
import { measureStartUp } from './start-up.ts';
import { formatSections } from './table.ts';
import { createWorkspace } from './workspace.ts';

/**
 * `npm run bench -- [--cards folder] [--node binary]... [--pairs n] [--models n] [--only-batch] [--skip-batch]
 * [--only-server] [--skip-build] [--json]` measures startup, `generate` with a Hub on loopback and several states of the
 * cache, batches, and the CPU time of each step for a folder of cards. With --only-server it measures the share server
 * under load. Needs bash and no network.
 */
const { values } = parseArgs({
  options: {
    cards: { type: 'string', default: fileURLToPath(new URL('../fixtures/cards', import.meta.url)) },
    node: { type: 'string', multiple: true, default: [process.execPath] },
    pairs: { type: 'string', default: '31' },
    'only-batch': { type: 'boolean', default: false },
    'skip-batch': { type: 'boolean', default: false },
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
  const { measureAttack } = await import('./server-load/measure-attack.ts');
  const attack = await measureAttack();
  const load = await measureServer({ uploads: 10_000, requests: 100_000 });
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ attack, load }, null, 2)}\n`
      : formatSections([describeAttack(attack), ...describeServer(load)]),
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

const models = Number(values.models);
const sizes = { models, few: models / 2, many: models * 10, pairs: 3 };
const results: NodeResults[] = [];
for (const node of values.node) {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  const workspace = await createWorkspace(node);
  try {
    results.push({
      node: version,
      ...(!values['only-batch'] && {
        startUp: await measureStartUp(workspace, pairs),
        generate: await measureGenerate(workspace, { warm: pairs, cold: Math.ceil(pairs / 2) }),
      }),
      ...(!values['skip-batch'] && { batch: await measureBatch(workspace, sizes) }),
    });
  } finally {
    await workspace.remove();
  }
}
const cards = values['only-batch'] ? undefined : await measureCards(values.cards);
process.stdout.write(
  values.json
    ? `${JSON.stringify({ results, cards }, null, 2)}\n`
    : formatSections([
        ...results.flatMap(describeNode),
        ...(cards === undefined ? [] : [describeCards(cards)]),
      ]),
);
