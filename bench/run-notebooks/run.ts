import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { modelsFromWeights, type WeightsRow } from '../../fixtures/fake-hub/from-weights.ts';
import type { FakeModel } from '../../fixtures/fake-hub/model.ts';
import { startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { hubNotebook } from './hub-notebook.ts';
import { preparePython } from './python.ts';
import { summarise } from './summary.ts';

const run = promisify(execFile);

/**
 * `npm run test:notebooks -- [--models folder] [--only name,...]`: builds tiny models of real architectures, serves them
 * as the Hub does, makes a notebook of each with the packed command and runs it in a kernel; beside it the notebook of
 * the Hub's own library snippets. Only HF_ENDPOINT is changed. Python is ALACARD_PYTHON, or
 * an environment made for it. Fails where a notebook does not run to its end or cell 6 shows nothing.
 */
const { values } = parseArgs({
  options: {
    models: { type: 'string' },
    only: { type: 'string' },
    out: { type: 'string' },
    'without-hub': { type: 'boolean', default: false },
  },
});
const root = fileURLToPath(new URL('../..', import.meta.url));
const python = await preparePython(root);
const here = fileURLToPath(new URL('.', import.meta.url));
const work = values.out ?? (await mkdtemp(join(tmpdir(), 'alacard-notebooks-')));
await mkdir(work, { recursive: true });
const weights = values.models ?? join(work, 'models');
if (values.models === undefined) {
  await run(python, [join(root, 'fixtures/models/build.py'), weights], { maxBuffer: 1 << 28 });
}
const only = values.only?.split(',');
const entries = modelsFromWeights(weights).filter(({ row }) => only === undefined || only.includes(row.name));
const server = await startFakeHub({
  models: entries.map(({ model }) => model),
  quotas: { api: 1e6, resolvers: 1e6, pages: 1e6 },
});

export interface CellResult {
  id: string;
  ran: boolean;
  shows: boolean;
  tags: string[];
}
export interface NotebookResult {
  error: string | null;
  cells: CellResult[];
}
export interface ModelResult {
  row: WeightsRow;
  strategy: string;
  ours: NotebookResult;
  theirs?: NotebookResult;
}

const environment = {
  ...process.env,
  HF_ENDPOINT: server.url,
  HF_HOME: join(work, 'hf'),
  ALACARD_CACHE_DIR: join(work, 'cache'),
  HF_HUB_DISABLE_TELEMETRY: '1',
  HF_HUB_DISABLE_XET: '1',
  PYTHONWARNINGS: 'ignore',
  PATH: `${join(python, '..')}:${process.env.PATH}`,
};

async function execute(path: string): Promise<NotebookResult> {
  try {
    const { stdout } = await run(python, [join(here, 'execute.py'), path], {
      env: environment,
      maxBuffer: 1 << 28,
      timeout: 600_000,
    });
    return JSON.parse(stdout.slice(stdout.indexOf('{"error"'))) as NotebookResult;
  } catch (error) {
    return { error: `the driver failed: ${String(error).slice(-400)}`, cells: [] };
  }
}

async function tryModel({ row, model }: { row: WeightsRow; model: FakeModel }): Promise<ModelResult> {
  const path = join(work, `${row.name}.ipynb`);
  const bin = process.env.ALACARD_BIN ?? join(root, 'bin/alacard.js');
  const { stdout } = await run(
    process.execPath,
    [bin, 'generate', model.id, ...row.options, '--json', '--force', '-o', path],
    { env: environment },
  );
  const { strategy } = JSON.parse(stdout) as { strategy: string };
  const ours = await execute(path);
  if (values['without-hub']) return { row, strategy, ours };
  const other = join(work, `${row.name}.hub.ipynb`);
  await writeFile(other, await hubNotebook(model.info));
  return { row, strategy, ours, theirs: await execute(other) };
}

const results: ModelResult[] = [];
// Two at a time: a kernel with torch takes a core and a gigabyte.
const queue = [...entries];
await Promise.all(
  [0, 1].map(async () => {
    for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
      const result = await tryModel(entry);
      results.push(result);
      console.log(
        `${result.ours.error === null ? 'ran' : 'FAILED'}  ${result.row.name}  ${result.strategy}${result.ours.error === null ? '' : `\n        ${result.ours.error.split('\n').at(-1)?.slice(-300)}`}`,
      );
    }
  }),
);
await server.close();
const { text, failed } = summarise(results);
console.log(text);
if (values.out === undefined) await rm(work, { recursive: true, force: true });
if (failed > 0) process.exitCode = 1;
