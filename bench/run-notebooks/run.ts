import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import type { WeightsRow } from '../../fixtures/fake-hub/from-weights.ts';
import { startFakeHub } from '../../fixtures/fake-hub/server.ts';
import installPackage from '../../test/install-package.ts';
import { checkGatedModel, GATED_TOKEN } from './gated-model.ts';
import { hubNotebook } from './hub-notebook.ts';
import { servePictures } from './pictures.ts';
import { preparePython } from './python.ts';
import { createAlacard, runNotebook } from './run-alacard.ts';
import { runScripts } from './run-scripts.ts';
import { chooseRows, modelOf, readRows, type SuiteRow } from './suite-rows.ts';
import { createReport, describeReport, type ModelResult } from './summary.ts';
import { findFault } from './verdict.ts';

/**
 * `npm run test:notebooks`: builds tiny models of real architectures and serves them with a fake Hub. For each model, the
 * packed package generates a notebook and runs it with `alacard run`. For comparison, it also runs the Hub's own library
 * snippets (unless `--without-hub`). pip must not install anything: the environment has to satisfy the notebook's
 * requirements. CI uses `--set each-task`. `--only name,...` selects models, and `--jobs n` sets the concurrency.
 * `--scripts n` also generates n scripts and runs them with `uv run`, which installs what they require.
 * ALACARD_PYTHON names the Python interpreter. By default, an environment is created under `.cache/`.
 */
const { values } = parseArgs({
  options: {
    set: { type: 'string', default: 'all' },
    only: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    models: { type: 'string' },
    out: { type: 'string' },
    json: { type: 'string' },
    'without-hub': { type: 'boolean', default: false },
    scripts: { type: 'string', default: '0' },
  },
});
/** Without a GPU, the fifty steps of a diffusion snippet would take too long. */
const HUB_LIMIT = '2m';
const exec = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const startedAt = Date.now();
const log = (text: string) =>
  console.log(`${`${Math.round((Date.now() - startedAt) / 1000)}`.padStart(4)} s  ${text}`);

const python = await preparePython(root);
log('Python is ready');
const work = resolve(values.out ?? (await mkdtemp(join(tmpdir(), 'alacard-notebooks-'))));
const notebooks = join(work, 'notebooks');
await mkdir(notebooks, { recursive: true });
const removePackage = installPackage();
const weights = values.models ?? join(work, 'models');
if (values.models === undefined) {
  await exec(python, [join(root, 'fixtures/models/build.py'), weights], { maxBuffer: 1 << 28 });
}
const index = JSON.parse(await readFile(join(weights, 'index.json'), 'utf8')) as WeightsRow[];
log(`${index.length} models are ready`);

const all = readRows(index.map(({ name }) => name));
const only = values.only?.split(',');
const chosen = values.set === 'each-task' ? chooseRows(all, index) : all;
const rows = only === undefined ? chosen : all.filter(({ name }) => only.includes(name));
const models = new Map(all.map((row) => [row, modelOf(row, weights)]));
const gated = { ...modelOf(all[0]!, weights), id: 'gated/model', gated: 'auto' as const };
gated.info = { ...gated.info, id: gated.id, modelId: gated.id, gated: 'auto' };
const hub = await startFakeHub({
  models: [...models.values(), gated],
  quotas: { api: 1e6, resolvers: 1e6, pages: 1e6 },
});
const pictures = await servePictures(python);

function environmentOf(interpreter: string): Record<string, string> {
  return {
    PATH: `${dirname(interpreter)}:${process.env.PATH}`,
    HOME: join(work, 'home'),
    TMPDIR: tmpdir(),
    ALACARD_CACHE_DIR: join(work, 'cache'),
    HF_HOME: join(work, 'hf'),
    HF_ENDPOINT: hub.url,
    PIP_NO_INDEX: '1',
  };
}

function alacardIn(interpreter: string, env: Record<string, string> = {}) {
  return createAlacard(process.env.ALACARD_BIN!, notebooks, { ...environmentOf(interpreter), ...env });
}

async function tryModel(row: SuiteRow): Promise<ModelResult> {
  const model = models.get(row)!;
  const { task, library, options } = index.find(({ name }) => name === row.weights)!;
  const interpreter = await preparePython(root, row.python);
  const alacard = alacardIn(interpreter);
  const path = join(notebooks, `${row.name}.ipynb`);
  const generated = await alacard(['generate', model.id, ...options, '--json', '--force', '-o', path]);
  const { strategy = '', error } = JSON.parse(generated.stdout) as {
    strategy?: string;
    error?: { message: string };
  };
  const facts = { name: row.name, task, library, strategy };
  if (error !== undefined) return { ...facts, ours: { exitCode: generated.exitCode, error, cells: [] } };
  const ours = await runNotebook(alacard, path, interpreter);
  // With an author's card, the Hub's snippets are the same as for the plain model, which another row runs.
  const runsHub = !values['without-hub'] && row.card === undefined;
  const other = runsHub ? hubNotebook(model.info, pictures.url) : undefined;
  if (other === undefined) return { ...facts, ours };
  const otherPath = join(notebooks, `${row.name}.hub.ipynb`);
  await writeFile(otherPath, other);
  return { ...facts, ours, theirs: await runNotebook(alacard, otherPath, interpreter, HUB_LIMIT) };
}

function failedModel(row: SuiteRow, error: unknown): ModelResult {
  const { task, library } = index.find(({ name }) => name === row.weights)!;
  return {
    name: row.name,
    task,
    library,
    strategy: '',
    ours: { exitCode: -1, error: { message: String(error) }, cells: [] },
  };
}

// Created one at a time, so that no two rows create the same environment.
for (const name of new Set(rows.map((row) => row.python))) await preparePython(root, name);
const results: ModelResult[] = [];
const queue = [...rows];
await Promise.all(
  Array.from({ length: Number(values.jobs) }, async () => {
    for (let row = queue.shift(); row !== undefined; row = queue.shift()) {
      const result = await tryModel(row).catch((error: unknown) => failedModel(row, error));
      results.push(result);
      const fault = findFault(result.ours);
      log(`${fault === undefined ? 'ok' : 'NOT OK'}  ${row.name}${fault === undefined ? '' : `: ${fault}`}`);
    }
  }),
);
const checks =
  only !== undefined && !only.includes('gated')
    ? []
    : await checkGatedModel(
        { without: alacardIn(python), withToken: alacardIn(python, { HF_TOKEN: GATED_TOKEN }) },
        { id: gated.id, url: hub.url, folder: notebooks, python },
      );
checks.push(
  ...(await runScripts(Number(values.scripts), {
    alacard: alacardIn(python),
    root,
    folder: notebooks,
    env: environmentOf(python),
    log,
  })),
);
await Promise.all([hub.close(), pictures.close()]);
removePackage?.();

results.sort(
  (one, other) =>
    rows.findIndex(({ name }) => name === one.name) - rows.findIndex(({ name }) => name === other.name),
);
const report = createReport(results, checks, (Date.now() - startedAt) / 1000);
console.log(`\n${describeReport(report)}`);
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 1)}\n`);
if (values.out === undefined) await rm(work, { recursive: true, force: true });
if (report.failed > 0 || report.passed === 0) process.exitCode = 1;
