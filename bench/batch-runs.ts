import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { manyModels } from '../fixtures/fake-hub/many-models.ts';
import { type Command, measurePairs, type Pairs, runOnce } from './paired-runs.ts';
import { binFile, type Workspace } from './workspace.ts';

const AT_ONCE = 16;
const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export interface BatchRuns {
  models: number;
  /** Against a bare undici loop for the same bytes, with a Hub that takes 50 ms an answer. */
  slowHub: Pairs;
  /** With a Hub that takes no time: CPU of the whole process, a notebook. */
  cpuMsEach: number;
  /** Requests on the wire a model: the card's is redirected once. */
  requestsEach: number;
  warmRequests: number;
  /** Peak memory of many models against that of few. */
  memory: { few: number; fewMb: number; many: number; manyMb: number };
}

export async function measureBatch(
  workspace: Workspace,
  sizes: { models: number; few: number; many: number; pairs: number },
): Promise<BatchRuns> {
  const { models, few, many } = sizes;
  const slow = await startHub(models, 50);
  const paired = batchOf(workspace, models, slow.url);
  const shas = manyModels(models).map(({ id, sha }) => [id, sha]);
  await writeFile(join(workspace.folder, 'bare.json'), JSON.stringify(shas));
  const bare = workspace.command([file('bare-download.mjs'), slow.url, 'bare.json', String(AT_ONCE)]);
  const slowHub = await measurePairs(bare, paired.command, sizes.pairs, paired.prepare);
  slow.stop();

  const quick = await startHub(many, 0);
  const usage = async (count: number) => {
    const run = batchOf(workspace, count, quick.url);
    await run.prepare();
    const before = await quick.count();
    await runOnce(run.command);
    return { ...run.usage(), requests: (await quick.count()) - before };
  };
  const first = await usage(models);
  const before = await quick.count();
  await runOnce(batchOf(workspace, models, quick.url).command);
  const warmRequests = (await quick.count()) - before;
  const [least, most] = [await usage(few), await usage(many)];
  quick.stop();
  const mb = (kb: number) => kb / 1024;
  return {
    models,
    slowHub,
    cpuMsEach: first.cpuMs / models,
    requestsEach: first.requests / models,
    warmRequests,
    memory: { few, fewMb: mb(least.maxRssKb), many, manyMb: mb(most.maxRssKb) },
  };
}

/** A cold run over so many models. */
function batchOf(workspace: Workspace, count: number, endpoint: string) {
  const path = (name: string) => join(workspace.folder, name);
  const args = [
    '--from',
    `ids-${count}.txt`,
    '-o',
    'batch/',
    '--concurrency',
    String(AT_ONCE),
    '-q',
    '--force',
  ];
  const command: Command = workspace.command(
    ['--import', `file://${file('report-usage.mjs')}`, binFile, 'generate', ...args],
    { HF_ENDPOINT: endpoint, ALACARD_CACHE_DIR: path('batch-cache'), BENCH_USAGE: path('usage.json') },
  );
  return {
    command,
    async prepare() {
      for (const name of ['batch', 'batch-cache']) await rm(path(name), { recursive: true, force: true });
      const ids = Array.from({ length: count }, (_, index) => `bulk/m-${String(index).padStart(4, '0')}`);
      await writeFile(path(`ids-${count}.txt`), ids.join('\n'));
      return command;
    },
    usage: () => JSON.parse(readFileSync(path('usage.json'), 'utf8')) as { cpuMs: number; maxRssKb: number },
  };
}

async function startHub(models: number, delayMs: number) {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', 'tsx', file('batch-hub.ts'), String(models), String(delayMs)],
    { stdio: ['pipe', 'pipe', 'inherit'], cwd: file('..') },
  );
  const lines = createInterface({ input: child.stdout! });
  const [url] = (await once(lines, 'line')) as [string];
  return {
    url,
    /** Requests so far. */
    async count(): Promise<number> {
      child.stdin!.write('\n');
      return Number((await once(lines, 'line'))[0]);
    },
    stop: () => void child.stdin!.end(),
  };
}
