import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { fixtureModel } from '../../fixtures/fake-hub/models.ts';
import { startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createHub, generateNotebook } from '../../src/index.ts';
import { DEFAULT_REQUEST } from '../../src/pipeline/request.ts';
import { openStore } from '../../src/server/store/open-store.ts';
import { median } from '../statistics.ts';
import { pinClient, type ServerProcess, startServerProcess } from './server-process.ts';

const CONNECTIONS = 16;
const RUN_S = 4;
const PAIRS = 3;
const UPLOAD_CONCURRENCY = 16;

/** One route compared with a bare Fastify route that sends the same bytes. */
export interface RouteLoad {
  name: string;
  bytes: number;
  /** Responses per second, as medians over the pairs. */
  perSecond: number;
  barePerSecond: number;
  ratio: number;
  /** CPU time of the server per response, in microseconds. Does not depend on the speed of the client. */
  cpuUs: number;
  bareCpuUs: number;
  /** 99th percentile at half of the maximum load. */
  p99Ms: number;
  failures: number;
}

export interface ServerLoad {
  routes: RouteLoad[];
  /** Concurrent uploads and downloads, and the server's counts after shutdown. */
  counts: {
    uploads: number;
    downloads: number;
    stored: number;
    counted: number;
    failures: number;
    seconds: number;
  };
  /** Heap and buffers in MB after a garbage collection, before and after the requests. */
  memory: { requests: number; beforeMb: number; afterMb: number; rssBeforeMb: number; rssAfterMb: number };
}

/** Measures the share server under load. Each server is a separate process on one core; this process uses another. */
export async function measureServer(sizes: { uploads: number; requests: number }): Promise<ServerLoad> {
  const folder = await mkdtemp(join(tmpdir(), 'alacard-load-'));
  try {
    const text = await generateSample();
    pinClient();
    const server = await startServerProcess('share-server.ts', [join(folder, 'data')]);
    const shared = await upload(server.url, text);
    const download = await loadRoute('download', server, shared.notebook_url, folder);
    const page = await loadRoute('share page', server, shared.share_url, folder);
    const memory = await measureMemory(server, shared, sizes.requests);
    await server.stop();
    return {
      routes: [page, download],
      counts: await countExactly(join(folder, 'counts'), text, sizes.uploads),
      memory,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A typical notebook. */
async function generateSample(): Promise<string> {
  const model = fixtureModel('acorn-labs/tiny-poet');
  const fake = await startFakeHub({ models: [model] });
  const hub = createHub({ endpoint: fake.url, userAgent: 'alacard/bench' });
  const { content } = await generateNotebook(
    {
      model: { kind: 'hub', id: model.id },
      ...DEFAULT_REQUEST,
    },
    { hub, endpoint: fake.url, version: '1.0.0' },
  );
  await hub.close();
  await fake.close();
  return content;
}

interface Shared {
  share_id: string;
  share_url: string;
  notebook_url: string;
}

async function upload(url: string, text: string): Promise<Shared> {
  const answer = await fetch(`${url}/api/notebook`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ipynb+json' },
    body: text,
  });
  if (answer.status !== 201) throw new Error(`upload: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Shared;
}

async function loadRoute(
  name: string,
  server: ServerProcess,
  url: string,
  folder: string,
): Promise<RouteLoad> {
  const answer = await fetch(url);
  const bytes = Buffer.from(await answer.arrayBuffer());
  const file = join(folder, `${name}.bytes`);
  await writeFile(file, bytes);
  const bare = await startServerProcess('bare-server.ts', [file, answer.headers.get('content-type')!]);
  const runs: { own: Run; base: Run }[] = [];
  for (let pair = -1; pair < PAIRS; pair++) {
    const base = await runLoad(bare, bare.url);
    const own = await runLoad(server, url);
    if (pair >= 0) runs.push({ own, base });
  }
  await bare.stop();
  const perSecond = median(runs.map(({ own }) => own.perSecond));
  const half = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: RUN_S * 2,
    overallRate: Math.round(perSecond / 2),
  });
  return {
    name,
    bytes: bytes.length,
    perSecond,
    barePerSecond: median(runs.map(({ base }) => base.perSecond)),
    ratio: median(runs.map(({ own, base }) => own.perSecond / base.perSecond)),
    cpuUs: median(runs.map(({ own }) => own.cpuUs)),
    bareCpuUs: median(runs.map(({ base }) => base.cpuUs)),
    p99Ms: half.latency.p99,
    failures: runs.reduce((sum, { own, base }) => sum + own.failures + base.failures, failuresOf(half)),
  };
}

interface Run {
  perSecond: number;
  cpuUs: number;
  failures: number;
}

async function runLoad(server: ServerProcess, url: string): Promise<Run> {
  const before = await server.usage();
  const result = await autocannon({ url, connections: CONNECTIONS, duration: RUN_S });
  const after = await server.usage();
  const responses = result.requests.total;
  return {
    perSecond: responses / result.duration,
    cpuUs: ((after.cpuMs - before.cpuMs) * 1_000) / responses,
    failures: failuresOf(result),
  };
}

const failuresOf = ({ errors, non2xx }: autocannon.Result) => errors + non2xx;

/** Requests share pages and downloads, after a warm-up. */
async function measureMemory(
  server: ServerProcess,
  { share_url, notebook_url }: Shared,
  requests: number,
): Promise<ServerLoad['memory']> {
  const send = async (amount: number) => {
    for (const url of [share_url, notebook_url])
      await autocannon({ url, connections: CONNECTIONS, amount: amount / 2 });
  };
  await send(requests / 5);
  const before = await server.usage();
  await send(requests);
  const after = await server.usage();
  return {
    requests,
    beforeMb: before.heapMb,
    afterMb: after.heapMb,
    rssBeforeMb: before.rssMb,
    rssAfterMb: after.rssMb,
  };
}

/** Uploads different notebooks and downloads each once, concurrently. Then stops the server and reads the store's counts. */
async function countExactly(dataDir: string, text: string, uploads: number): Promise<ServerLoad['counts']> {
  const server = await startServerProcess('share-server.ts', [dataDir]);
  const start = performance.now();
  let [next, downloads, failures] = [0, 0, 0];
  await Promise.all(
    Array.from({ length: UPLOAD_CONCURRENCY }, async () => {
      while (next < uploads) {
        const own = text.replace('"cells"', `"number": ${next++}, "cells"`);
        const { notebook_url } = await upload(server.url, own);
        const answer = await fetch(notebook_url);
        if ((await answer.text()) === own) downloads++;
        else failures++;
      }
    }),
  );
  const seconds = (performance.now() - start) / 1_000;
  await server.stop();
  const { store } = await openStore({ dataDir });
  const stats = await store.stats(new Date().toISOString());
  await store.close();
  return { uploads, downloads, stored: stats.notebooks, counted: stats.downloads, failures, seconds };
}
