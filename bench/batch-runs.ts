import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
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
  /** Compared with a bare undici loop that downloads the same bytes, with a Hub that takes 50 ms per response. */
  slowHub: Pairs;
  /** CPU of the whole process per notebook, with a Hub that responds immediately. */
  cpuMsEach: number;
  /** Requests per model. The card's request is redirected once. */
  requestsEach: number;
  warmRequests: number;
  /** Peak memory of many models compared with that of few. */
  memory: { few: number; fewMb: number; many: number; manyMb: number };
}

export async function measureBatch(
  workspace: Workspace,
  sizes: { models: number; few: number; many: number; pairs: number },
): Promise<BatchRuns> {
  const { models, few, many } = sizes;
  const slow = await startHub(models, 50);
  const shas = manyModels(models).map(({ id, sha }) => [id, sha]);
  await writeFile(join(workspace.folder, 'bare.json'), JSON.stringify(shas));
  const bare = workspace.command([file('bare-download.mjs'), slow.url, 'bare.json', String(AT_ONCE)]);
  const cold = async () => (await batchOf(workspace, models, slow.url)).command;
  const slowHub = await measurePairs(bare, await cold(), sizes.pairs, cold);
  slow.stop();

  const quick = await startHub(many, 0);
  const usage = async (count: number, cache?: string) => {
    const { command, cacheDir, usage } = await batchOf(workspace, count, quick.url, cache);
    const before = await quick.count();
    await runOnce(command);
    return { ...usage(), cacheDir, requests: (await quick.count()) - before };
  };
  const first = await usage(models);
  const warm = await usage(models, first.cacheDir);
  const [least, most] = [await usage(few), await usage(many)];
  quick.stop();
  const mb = (kb: number) => kb / 1024;
  return {
    models,
    slowHub,
    cpuMsEach: first.cpuMs / models,
    requestsEach: first.requests / models,
    warmRequests: warm.requests,
    memory: { few, fewMb: mb(least.maxRssKb), many, manyMb: mb(most.maxRssKb) },
  };
}

let runs = 0;

/**
 * Runs a batch of this many models into a new folder. Nothing is cached, unless `cache` is the folder of an earlier
 * run.
 */
async function batchOf(workspace: Workspace, count: number, endpoint: string, cache?: string) {
  // Files of earlier runs are kept, because ext4 takes long to find an inode right after thousands were freed.
  const name = `batch-${runs++}`;
  const path = (suffix: string) => join(workspace.folder, `${name}${suffix}`);
  const cacheDir = cache ?? path('-cache');
  const ids = Array.from({ length: count }, (_, index) => `bulk/m-${String(index).padStart(4, '0')}`);
  await writeFile(path('.txt'), ids.join('\n'));
  const args = ['--from', `${name}.txt`, '-o', `${name}/`, '--concurrency', String(AT_ONCE), '-q', '--force'];
  const command: Command = workspace.command(
    ['--import', `file://${file('report-usage.mjs')}`, binFile, 'generate', ...args],
    { HF_ENDPOINT: endpoint, ALACARD_CACHE_DIR: cacheDir, BENCH_USAGE: path('.json') },
  );
  return {
    command,
    cacheDir,
    usage: () => JSON.parse(readFileSync(path('.json'), 'utf8')) as { cpuMs: number; maxRssKb: number },
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
