import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { modelsFromCards } from '../../fixtures/fake-hub/from-cards.ts';
import { startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createHub, type GeneratedNotebook, generateNotebook } from '../../src/index.ts';
import { DEFAULT_REQUEST } from '../../src/pipeline/request.ts';
import { compareLabels } from './compare-labels.ts';
import { describePageLines } from './page-lines.ts';

/** What check.py reports about a notebook. */
export interface Findings {
  valid: boolean;
  problem?: string;
  broken: string[];
  undefined: string[];
  missing: string[];
  unlisted: string[];
  pinned: boolean;
}

/**
 * `npm run measure:cards -- <folder> [--out folder] [--strict]`: generates a notebook from every card in the folder with a
 * fake Hub, and checks the notebooks with CPython. `--strict` fails if a target is missed. Needs Python (ALACARD_PYTHON, or
 * python3) with nbformat, ipython and pyflakes.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, strict: { type: 'boolean' }, all: { type: 'boolean' } },
});
const folder = positionals[0];
if (folder === undefined) {
  console.error('usage: npm run measure:cards -- <folder of owner__name.md> [--out folder] [--strict]');
  process.exit(2);
}
const out = values.out ?? (await mkdtemp(join(tmpdir(), 'alacard-measure-')));
await mkdir(out, { recursive: true });

const models = await modelsFromCards(folder);
const server = await startFakeHub({
  models,
  quotas: { api: 1e6, resolvers: 1e6, pages: 1e6 },
});
const hub = createHub({ endpoint: server.url, userAgent: 'alacard-measure' });
const notebooks = new Map<string, GeneratedNotebook>();
const failures: string[] = [];
for (const model of models) {
  const file = model.source ?? model.id;
  try {
    const notebook = await generateNotebook(
      {
        model: { kind: 'hub', id: model.id },
        ...DEFAULT_REQUEST,
      },
      { hub, endpoint: 'https://huggingface.co', version: '0.0.0' },
    );
    notebooks.set(file, notebook);
    await writeFile(join(out, file.replace(/\.md$/, '.ipynb')), notebook.content);
  } catch (error) {
    failures.push(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
await hub.close();
await server.close();

const python = process.env.ALACARD_PYTHON ?? 'python3';
const script = new URL('check.py', import.meta.url).pathname;
const { stdout } = await promisify(execFile)(python, [script, out], { maxBuffer: 1 << 28 });
const findings = JSON.parse(stdout) as Record<string, Findings>;
if (values.out === undefined) await rm(out, { recursive: true });

const rows = Object.entries(findings);
const misses: string[] = failures.map((text) => `no notebook: ${text}`);
/** Counts the notebooks that pass a check and records why the others fail. */
function count(name: string, check: (findings: Findings) => true | string): { name: string; passed: number } {
  let passed = 0;
  for (const [file, found] of rows) {
    const verdict = check(found);
    if (verdict === true) passed++;
    else misses.push(`${name}: ${file}: ${verdict}`);
  }
  return { name, passed };
}
const none = (list: string[]) => (list.length === 0 ? true : list.join(', '));
const results = [
  { ...count('valid by nbformat', (found) => found.valid || (found.problem ?? 'invalid')), target: 1 },
  { ...count('all code cells parse', (found) => none(found.broken)), target: 1 },
  { ...count('no undefined names', (found) => none(found.undefined)), target: 0.97 },
  { ...count('installs or lists all imports', (found) => none(found.unlisted)), target: 0.98 },
  { ...count('installs all imports', (found) => none(found.missing)), target: 0.92 },
  { ...count('revision pinned in code', (found) => found.pinned || 'not pinned'), target: 1 },
];
const total = models.length;
console.log(`${total} cards, ${notebooks.size} notebooks`);
for (const { name, passed, target } of results) {
  console.log(
    `${name.padEnd(32)}${String(passed).padStart(5)} of ${total}  ${((100 * passed) / total).toFixed(1).padStart(5)} %  (target ${100 * target} %)`,
  );
}
const strategies = new Map<string, number>();
for (const { strategy } of notebooks.values()) strategies.set(strategy, (strategies.get(strategy) ?? 0) + 1);
console.log(
  `strategies: ${[...strategies]
    .sort((a, b) => b[1] - a[1])
    .map(([name, number]) => `${name} ${number}`)
    .join(', ')}`,
);
for (const line of describePageLines(notebooks.values())) console.log(line);
for (const miss of misses) console.log(`miss: ${miss}`);

const labels = compareLabels(await readFile(new URL('labels.tsv', import.meta.url), 'utf8'), notebooks);
if (labels.total > 0) {
  console.log(`labels: ${labels.agreed} of ${labels.total} sampled cards use the lines that a reader chose`);
  for (const line of labels.misses) console.log(`label: ${line}`);
}
const failed =
  results.filter(({ passed, target }) => passed < target * total).length +
  (notebooks.size < total ? 1 : 0) +
  (labels.total > 0 && labels.agreed < labels.total * 0.95 ? 1 : 0);
console.log(`measure: ${results.length + 2 - failed} passed, ${failed} failed`);
if (values.strict && failed > 0) process.exitCode = 1;
