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

/** A run over so many models into a new folder; with nothing cached, but for `cache`, the folder of an earlier one. */
async function batchOf(workspace: Workspace, count: number, endpoint: string, cache?: string) {
  // ext4 searches long for an inode where thousands were freed a moment ago: what earlier runs wrote stays.
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
