import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Dispatcher, request } from 'undici';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createHub, generateNotebook } from '../../src/index.ts';
import { DEFAULT_REQUEST } from '../../src/pipeline/request.ts';
import { startServerProcess } from '../server-load/server-process.ts';
import { quantile } from '../statistics.ts';
import { mutateJson, mutateText } from './mutations.ts';
import { createRandom, type Random } from './random.ts';

export interface ServerResults {
  cases: number;
  /** Responses by kind of request and status. */
  statuses: Record<string, Record<string, number>>;
  failures: string[];
  health: { requests: number; p99Ms: number; maxMs: number; failures: number };
  /** Resident memory. Halfway through, the caches are full. */
  memory: { halfwayMb: number; lastMb: number; maxMb: number };
}

const CLIENTS = 4;
const MAX_RESPONSE_MS = 60_000;
const MEMORY_INTERVAL_MS = 30_000;

/**
 * Sends mutated notebooks and requests to a share server in a separate process, and reads every page of each accepted
 * notebook, until the signal is aborted. Each request comes from a different client address. The server's rate limits
 * are raised.
 */
export async function fuzzServer(seed: number, signal: AbortSignal): Promise<ServerResults> {
  const folder = await mkdtemp(join(tmpdir(), 'alacard-fuzz-'));
  const fakeHub = await startFakeHub({
    models: fixtureModels,
    quotas: { api: 1e9, resolvers: 1e9, pages: 1e9 },
  });
  const server = await startServerProcess('share-server.ts', [join(folder, 'data'), fakeHub.url]);
  const poller = spawn(
    process.execPath,
    [fileURLToPath(new URL('health-poller.mjs', import.meta.url)), server.url],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const latencies = readText(poller.stdout);
  const results: Omit<ServerResults, 'health' | 'memory'> = { cases: 0, statuses: {}, failures: [] };
  const memory: number[] = [];
  const watch = async () => {
    while (!signal.aborted) {
      memory.push((await server.usage()).rssMb);
      await setTimeout(MEMORY_INTERVAL_MS, undefined, { signal }).catch(() => {});
    }
    memory.push((await server.usage()).rssMb);
  };
  try {
    const notebooks = await generateNotebooks(fakeHub.url);
    const context = { url: server.url, notebooks, results };
    let next = 0;
    const client = async () => {
      while (!signal.aborted) await runCase(context, createRandom(seed, next++));
    };
    await Promise.all([watch(), ...Array.from({ length: CLIENTS }, client)]);
  } finally {
    poller.stdin.end();
    await once(poller, 'close');
    await server.stop();
    await fakeHub.close();
    await rm(folder, { recursive: true, force: true });
  }
  const measured = (JSON.parse(await latencies) as (number | null)[]).map(
    (ms) => ms ?? Number.POSITIVE_INFINITY,
  );
  return {
    ...results,
    health: {
      requests: measured.length,
      p99Ms: quantile(measured, 0.99),
      maxMs: Math.max(...measured),
      failures: measured.filter((ms) => ms === Number.POSITIVE_INFINITY).length,
    },
    memory: { halfwayMb: memory[memory.length >> 1]!, lastMb: memory.at(-1)!, maxMb: Math.max(...memory) },
  };
}

/** Notebooks of a few models, as JSON values to mutate. */
async function generateNotebooks(endpoint: string): Promise<unknown[]> {
  const hub = createHub({ endpoint, userAgent: 'alacard/fuzz' });
  const notebooks: unknown[] = [];
  for (const { id } of fixtureModels.filter((model) =>
    /^(?:acorn-labs|hazel-vision|kelp-audio)\//.test(model.id),
  )) {
    const { content } = await generateNotebook(
      {
        model: { kind: 'hub', id },
        ...DEFAULT_REQUEST,
      },
      { hub, endpoint, version: '0.0.0' },
    ).catch(() => ({ content: undefined }));
    if (content !== undefined) notebooks.push(JSON.parse(content));
  }
  await hub.close();
  return notebooks;
}

interface Context {
  url: string;
  notebooks: unknown[];
  results: Omit<ServerResults, 'health' | 'memory'>;
}

function runCase(context: Context, random: Random): Promise<unknown> {
  const kind = random.integer(10);
  if (kind < 6) return uploadAndRead(context, random);
  if (kind < 8) return requestAnything(context, random);
  return generate(context, random);
}

async function uploadAndRead(context: Context, random: Random): Promise<void> {
  const sample = random.pick(context.notebooks);
  const notebook = (random.chance(0.4) ? mutateJson(sample, random) : structuredClone(sample)) as {
    cells?: unknown;
  };
  if (Array.isArray(notebook.cells)) notebook.cells.push(...hostileCells(random));
  let body = JSON.stringify(notebook);
  if (random.chance(0.05)) body = mutateText(body, random);
  const visibility = random.pick(['public', 'unlisted']);
  const answer = await send(context, 'upload', `/api/notebook?visibility=${visibility}`, random, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ipynb+json' },
    body,
  });
  if (answer?.status !== 201) return;
  const { share_url, notebook_url } = JSON.parse(answer.text) as Record<string, string>;
  for (const [name, address] of Object.entries({ page: share_url!, download: notebook_url! })) {
    const { pathname } = new URL(address);
    await send(context, name, pathname, random);
    await send(context, name, pathname, random);
  }
  if (random.chance(0.2)) await send(context, 'list', random.pick(['/', '/gallery', '/api/stats']), random);
}

function hostileCells(random: Random): unknown[] {
  const source = mutateText('', random).padEnd(1, 'x');
  return Array.from({ length: 1 + random.integer(4) }, () =>
    random.chance(0.5)
      ? { cell_type: 'markdown', metadata: {}, source }
      : {
          cell_type: 'code',
          metadata: {},
          execution_count: null,
          source,
          outputs: random.chance(0.5)
            ? []
            : Array(1 + random.integer(50)).fill({
                output_type: 'display_data',
                metadata: {},
                data: {
                  [random.pick(['text/html', 'text/markdown', 'text/plain', 'image/svg+xml'])]: source,
                },
              }),
        },
  );
}

const PATHS = [
  '/',
  '/gallery',
  '/generate',
  '/api/models',
  '/api/models/',
  '/api/stats',
  '/api/notebook/',
  '/api/jobs/',
  '/share/',
  '/jobs/',
];

/** Without lone surrogates, which a URL cannot contain. */
const mutateWellFormed = (text: string, random: Random) =>
  Buffer.from(mutateText(text, random).slice(0, 300)).toString();

function requestAnything(context: Context, random: Random): Promise<unknown> {
  const extra = encodeURIComponent(mutateWellFormed('acorn-labs/tiny-poet', random));
  const path = random.pick(PATHS) + random.pick(['', '?q=', '?page=', '?cursor=', '/', '?category=']) + extra;
  return send(context, 'request', path, random, {
    method: random.pick(['GET', 'HEAD', 'DELETE', 'POST', 'OPTIONS']),
  });
}

function generate(context: Context, random: Random): Promise<unknown> {
  const known = random.pick(fixtureModels).id;
  const hf_model_id = random.chance(0.8) ? known : mutateText(known, random).slice(0, 200);
  const body = { hf_model_id, options: { example: random.pick(['auto', 'readme', 'library', 'template']) } };
  return send(context, 'generate', '/api/notebook/generate', random, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(random.chance(0.8) ? body : mutateJson(body, random)),
  });
}

async function send(
  { url, results }: Context,
  name: string,
  path: string,
  random: Random,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<{ status: number; text: string } | undefined> {
  const address = [10, random.integer(256), random.integer(256), 1 + random.integer(254)].join('.');
  results.statuses[name] ??= {};
  const counts = results.statuses[name];
  results.cases++;
  try {
    const { statusCode, body } = await request(url + path, {
      method: (options.method ?? 'GET') as Dispatcher.HttpMethod,
      headers: { ...options.headers, 'x-forwarded-for': address },
      signal: AbortSignal.timeout(MAX_RESPONSE_MS),
      ...(options.body !== undefined && { body: options.body }),
    });
    const text = await body.text();
    counts[statusCode] = (counts[statusCode] ?? 0) + 1;
    if (statusCode >= 500 && statusCode !== 503)
      results.failures.push(
        `${name}: ${options.method ?? 'GET'} ${path.slice(0, 200)}: ${statusCode} ${text.slice(0, 200)}`,
      );
    return { status: statusCode, text };
  } catch (error) {
    counts.none = (counts.none ?? 0) + 1;
    results.failures.push(`${name}: ${options.method ?? 'GET'} ${path.slice(0, 200)}: ${String(error)}`);
    return undefined;
  }
}
