import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fixtureModel } from '../fixtures/fake-hub/models.ts';
import { startFakeHub } from '../fixtures/fake-hub/server.ts';
import { measurePairs, type Pairs, runOnce } from './paired-runs.ts';
import { binFile, type Workspace } from './workspace.ts';

const MODEL = 'acorn-labs/tiny-poet';

export interface GenerateRuns {
  /** The same command again: the finished notebook is read. */
  repeated: Pairs;
  /** With the Hub's answers cached, but not the finished notebook. */
  warm: Pairs;
  /** Requests of all warm runs; the Hub is closed after the first of them. */
  warmRequests: number;
  /** Against a process that fetches the same bytes and does nothing else. */
  cold: Pairs;
  /** Method, path and status of what one cold run asked. */
  coldRequests: string[];
  /** Those that were not answered by a redirect to another. */
  coldLogical: number;
}

/** `generate` of one model with everything cached, and with nothing. */
export async function measureGenerate(
  workspace: Workspace,
  pairs: { warm: number; cold: number },
): Promise<GenerateRuns> {
  const hub = await startFakeHub({
    models: [fixtureModel(MODEL)],
    quotas: { api: 1e6, resolvers: 1e6, pages: 1e6 },
  });
  const generate = (cacheDir: string, ...flags: string[]) =>
    workspace.command(
      [binFile, 'generate', MODEL, '--force', '--quiet', '--output', 'bench.ipynb', ...flags],
      { HF_ENDPOINT: hub.url, ALACARD_CACHE_DIR: cacheDir },
    );
  try {
    const warmDir = join(workspace.folder, 'warm');
    const repeatedCommand = generate(warmDir);
    const warmCommand = generate(warmDir, '--rebuild');
    await runOnce(repeatedCommand);
    const coldRequests = hub.requests.map(({ method, path, status }) => `${method} ${path} ${status}`);
    const answered = hub.requests.filter(({ status }) => status < 300 || status >= 400);

    const coldDir = join(workspace.folder, 'cold');
    const coldCommand = generate(coldDir);
    const urls = answered.map(({ path }) => hub.url + path);
    const bare = workspace.command(['-e', BARE_FETCH, ...urls]);
    const cold = await measurePairs(bare, coldCommand, pairs.cold, async () => {
      await rm(coldDir, { recursive: true, force: true });
      return coldCommand;
    });

    const before = hub.requests.length;
    await runOnce(warmCommand);
    const warmRequests = hub.requests.length - before;
    await hub.close();
    const nothing = workspace.command(['-e', '0']);
    const repeated = await measurePairs(nothing, repeatedCommand, pairs.warm);
    const warm = await measurePairs(nothing, warmCommand, pairs.warm);
    return { repeated, warm, warmRequests, cold, coldRequests, coldLogical: answered.length };
  } finally {
    await hub.close();
  }
}

const BARE_FETCH =
  '(async () => { for (const url of process.argv.slice(1)) await (await fetch(url)).arrayBuffer(); })()';
