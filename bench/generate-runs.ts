import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fixtureModel } from '../fixtures/fake-hub/models.ts';
import { startFakeHub } from '../fixtures/fake-hub/server.ts';
import { measureCpuRatio, measurePairs, type Pairs, runOnce } from './paired-runs.ts';
import { binFile, type Workspace } from './workspace.ts';

/** What is generated: a model whose card has code, and two whose code comes from elsewhere. */
const CASES = [
  { card: 'card with code', model: 'acorn-labs/tiny-poet' },
  { card: 'card without code, example from the library', model: 'birch-nlp/en_tiny_news' },
  {
    card: 'no card, example from the template',
    model: 'gravel-works/no-readme',
    flags: ['--example', 'template'],
  },
] as const;

export type CachedState = 'notebook' | 'responses';

export interface CachedRun extends Pairs {
  card: string;
  /** What the cache holds: the finished notebook, or the Hub's responses alone. */
  cached: CachedState;
  cpuRatio: number;
  /** Requests to the Hub of one such run. */
  requests: number;
}

export interface GenerateRuns {
  cached: CachedRun[];
  /** With nothing cached, against a process that downloads the same bytes and does nothing else. */
  cold: Pairs & { card: string };
  /** Method, path and status of each request of one cold run. */
  coldRequests: string[];
  /** How many of them were not redirects. */
  coldResponses: number;
}

/** `generate` of one model with the notebook cached, with only the Hub's responses cached, and with nothing. */
export async function measureGenerate(
  workspace: Workspace,
  pairs: { warm: number; cold: number },
): Promise<GenerateRuns> {
  const hub = await startFakeHub({
    models: CASES.map(({ model }) => fixtureModel(model)),
    quotas: { api: 1e6, resolvers: 1e6, pages: 1e6 },
  });
  const generate = (cache: string, model: string, ...flags: string[]) =>
    workspace.command(
      [binFile, 'generate', model, '--force', '--quiet', '--output', 'bench.ipynb', ...flags],
      { HF_ENDPOINT: hub.url, ALACARD_CACHE_DIR: join(workspace.folder, cache) },
    );
  const nothing = workspace.command(['-e', '0']);
  const cached: CachedRun[] = [];
  try {
    for (const { card, model, ...rest } of CASES) {
      const flags = 'flags' in rest ? rest.flags : [];
      await runOnce(generate('warm', model, ...flags));
      for (const state of ['notebook', 'responses'] as const) {
        const command = generate('warm', model, ...flags, ...(state === 'responses' ? ['--rebuild'] : []));
        const before = hub.requests.length;
        await runOnce(command);
        const requests = hub.requests.length - before;
        const times = await measurePairs(nothing, command, pairs.warm);
        const cpuRatio = await measureCpuRatio(nothing, command, pairs.warm);
        cached.push({ card, cached: state, requests, cpuRatio, ...times });
      }
    }

    const [{ card, model }] = CASES;
    const command = generate('cold', model);
    const first = hub.requests.length;
    await runOnce(command);
    const requests = hub.requests.slice(first);
    const responses = requests.filter(({ status }) => status < 300 || status >= 400);
    const urls = responses.map(({ path }) => hub.url + path);
    const cold = await measurePairs(
      workspace.command(['-e', BARE_FETCH, ...urls]),
      command,
      pairs.cold,
      async () => {
        await rm(join(workspace.folder, 'cold'), { recursive: true, force: true });
        return command;
      },
    );
    return {
      cached,
      cold: { card, ...cold },
      coldRequests: requests.map(({ method, path, status }) => `${method} ${path} ${status}`),
      coldResponses: responses.length,
    };
  } finally {
    await hub.close();
  }
}

const BARE_FETCH =
  '(async () => { for (const url of process.argv.slice(1)) await (await fetch(url)).arrayBuffer(); })()';
