import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { createFakeModel } from '../../fixtures/fake-hub/model.ts';
import { fixtureModel } from '../../fixtures/fake-hub/models.ts';
import { startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { quantile } from '../statistics.ts';
import { startServerProcess } from './server-process.ts';

export interface AttackLoad {
  uploads: number;
  cards: number;
  /** Responses to the attackers, by status. */
  statuses: Record<string, number>;
  seconds: number;
  /** Requests of normal visitors during the attack: front page, share page, download and health check in turn. */
  visitors: { requests: number; failures: number; p50Ms: number; p99Ms: number; maxMs: number };
}

const markdown = (source: string) => ({ cell_type: 'markdown', metadata: {}, source });
const code = (source: string, outputs: unknown[] = []) => ({
  cell_type: 'code',
  metadata: {},
  execution_count: null,
  source,
  outputs,
});
const table = (columns: number, rows: number) =>
  `${'|a'.repeat(columns)}\n${'|-'.repeat(columns)}\n${'|\n'.repeat(rows)}`;
const output = { output_type: 'display_data', metadata: {}, data: { 'text/plain': 'x' } };

/** Cells that are expensive to check, parse or render. */
const HOSTILE_CELLS: (() => unknown[])[] = [
  () => [markdown('*'.repeat(40))],
  () => [markdown(table(100, 10_000))],
  () => [markdown(table(300, 45_000))],
  () => Array.from({ length: 25 }, () => code('1,'.repeat(90_000))),
  () => Array.from({ length: 25 }, () => code('('.repeat(90_000))),
  () => [code('x', Array(60_000).fill(output))],
  () => [markdown('a**b'.repeat(200_000))],
  () => [markdown('>'.repeat(100_000))],
  () => [markdown('[a]('.repeat(200_000))],
  () => Array.from({ length: 40_000 }, () => markdown('x')),
];

const HOSTILE_CARDS: (() => string)[] = [
  () => `${'```\n'.repeat(2)}${'\n'.repeat(160_000)}\n\`\`\`\n`,
  () => `\`\`\`\nA=x${'\tA="\tA=\tA="\tA='.repeat(20)}\n\`\`\`\n`,
  () => `\`\`\`python\n${'('.repeat(200_000)}\n\`\`\`\n`,
  () => `\`\`\`python\n${'x = 1,\n'.repeat(60_000)}\`\`\`\n`,
  () => '```python\nx\n```\n'.repeat(20_000),
];

/**
 * Sends hostile uploads and requests for models with hostile cards, all at the same time, each from a different
 * address.
 */
export async function measureAttack(uploads = 100, cards = 50): Promise<AttackLoad> {
  const folder = await mkdtemp(join(tmpdir(), 'alacard-attack-'));
  const { info } = fixtureModel('acorn-labs/tiny-poet');
  const models = Array.from({ length: cards }, (_, index) => {
    const id = `attack/m-${index}`;
    const sha = index.toString(16).padStart(40, 'a');
    const card = HOSTILE_CARDS[index % HOSTILE_CARDS.length]!();
    return createFakeModel({
      id,
      sha,
      info: { ...info, id, modelId: id, sha },
      files: { 'README.md': card },
    });
  });
  const hub = await startFakeHub({ models, quotas: { api: 1e9, resolvers: 1e9, pages: 1e9 } });
  const server = await startServerProcess('share-server.ts', [join(folder, 'data'), hub.url]);
  try {
    const notebook = (cells: unknown[]) =>
      JSON.stringify({
        nbformat: 4,
        nbformat_minor: 4,
        metadata: { alacard: { model: 'a/b', version: '0.0.0' } },
        cells,
      });
    const upload = (client: string, cells: unknown[]) =>
      send(server.url, '/api/notebook', client, notebook(cells), 'application/x-ipynb+json');
    const { text } = await upload('10.0.0.1', [markdown('# Hello'), code('1 + 1')]);
    const { share_url, notebook_url } = JSON.parse(text) as Record<string, string>;
    const paths = ['/', new URL(share_url!).pathname, new URL(notebook_url!).pathname, '/healthz'];

    const start = performance.now();
    const attacks = [
      ...Array.from({ length: uploads }, (_, index) =>
        upload(`10.1.${index}.1`, HOSTILE_CELLS[index % HOSTILE_CELLS.length]!()),
      ),
      ...models.map(({ id }, index) =>
        send(
          server.url,
          '/api/notebook/generate',
          `10.2.${index}.1`,
          JSON.stringify({ hf_model_id: id }),
          'application/json',
        ),
      ),
    ];
    let open = true;
    const attacked = Promise.all(attacks).finally(() => {
      open = false;
    });
    const latencies: number[] = [];
    let failures = 0;
    for (let index = 0; open; index++) {
      const sent = performance.now();
      const { status } = await send(server.url, paths[index % paths.length]!, `10.3.${index % 250}.1`);
      latencies.push(performance.now() - sent);
      if (status !== 200) failures++;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const statuses: Record<string, number> = {};
    for (const { status } of await attacked) statuses[status] = (statuses[status] ?? 0) + 1;
    return {
      uploads,
      cards,
      statuses,
      seconds: (performance.now() - start) / 1_000,
      visitors: {
        requests: latencies.length,
        failures,
        p50Ms: quantile(latencies, 0.5),
        p99Ms: quantile(latencies, 0.99),
        maxMs: Math.max(...latencies),
      },
    };
  } finally {
    await server.stop();
    await hub.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A GET, or a POST if there is a body. The status is 0 if the connection failed. */
async function send(
  url: string,
  path: string,
  client: string,
  body?: string,
  type?: string,
): Promise<{ status: number; text: string }> {
  try {
    const response = await request(url + path, {
      headers: { 'x-forwarded-for': client, ...(type !== undefined && { 'content-type': type }) },
      ...(body !== undefined && { method: 'POST' as const, body }),
    });
    return { status: response.statusCode, text: await response.body.text() };
  } catch {
    return { status: 0, text: '' };
  }
}
