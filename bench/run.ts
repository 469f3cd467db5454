import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureCards } from './card-steps.ts';
import { measureGenerate } from './generate-runs.ts';
import { describeCards, describeGenerate, describeStartUp } from './report.ts';
import { measureVersion } from './start-up.ts';
import { formatSections } from './table.ts';
import { createWorkspace } from './workspace.ts';

/**
 * `npm run bench -- [--cards folder] [--node binary] [--pairs n] [--skip-build] [--json]`: start-up, a warm and a cold
 * `generate` against a Hub on loopback, and the CPU time of each step over a folder of cards. Needs no network.
 */
const { values } = parseArgs({
  options: {
    cards: { type: 'string', default: fileURLToPath(new URL('../fixtures/cards', import.meta.url)) },
    node: { type: 'string', default: process.execPath },
    pairs: { type: 'string', default: '31' },
    'skip-build': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const pairs = Number(values.pairs);
if (!Number.isInteger(pairs) || pairs < 3) {
  console.error(`--pairs takes a whole number from 3, not ${values.pairs}`);
  process.exit(2);
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
  const version = await measureVersion(workspace, pairs);
  const generate = await measureGenerate(workspace, { warm: pairs, cold: Math.ceil(pairs / 2) });
  const cards = await measureCards(values.cards);
  const text = values.json
    ? `${JSON.stringify({ node, version, generate, cards }, null, 2)}\n`
    : formatSections([describeStartUp(node, version), describeGenerate(generate), describeCards(cards)]);
  process.stdout.write(text);
} finally {
  await workspace.remove();
}
