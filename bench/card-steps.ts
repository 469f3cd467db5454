import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { modelsFromCards } from '../fixtures/fake-hub/from-cards.ts';
import type { Hub } from '../src/hub/hub.ts';
import { toModelInfo } from '../src/hub/schema.ts';
import { formatNotebook } from '../src/notebook/formats/formats.ts';
import { chooseCode } from '../src/pipeline/choose-code.ts';
import { composeCells } from '../src/pipeline/compose-cells.ts';
import { describeModel } from '../src/pipeline/describe-model.ts';
import { fetchCard } from '../src/pipeline/fetch-card.ts';
import { readCard } from '../src/pipeline/read-card.ts';
import { DEFAULT_REQUEST, type GenerateRequest } from '../src/pipeline/request.ts';
import type { Resolution } from '../src/pipeline/resolution.ts';
import { median, quantile } from './statistics.ts';

export interface StepTimes {
  cards: number;
  bytes: number;
  steps: { step: string; medianMs: number; p95Ms: number; maxMs: number; slowest: string }[];
}

const STEPS = ['parse card', 'choose example', 'compose', 'format'] as const;
const ROUNDS = 3;

/**
 * Measures the CPU time of each step for every `owner__name.md` in a folder. After a warm-up over all cards, each
 * card's fastest round counts.
 */
export async function measureCards(folder: string): Promise<StepTimes> {
  const models = await modelsFromCards(folder);
  const cards = await Promise.all(
    models.map(async ({ info, source }) => ({
      name: source ?? '',
      resolution: {
        info: toModelInfo(info) ?? { id: String(info.id), tags: [], siblings: [] },
        source: 'local',
        requestedId: String(info.id),
        readme: await readFile(join(folder, source ?? ''), 'utf8'),
      } satisfies Resolution,
    })),
  );
  for (const { resolution } of cards) await timeCard(resolution);

  const best = cards.map(({ name }) => ({ name, times: STEPS.map(() => Number.POSITIVE_INFINITY) }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, { resolution }] of cards.entries()) {
      const { times } = best[index]!;
      const measured = await timeCard(resolution);
      for (const [step, ms] of measured.entries()) times[step] = Math.min(times[step]!, ms);
    }
  }
  const rows = [
    ...STEPS.map((step, index) => ({
      step,
      of: best.map(({ name, times }) => ({ name, ms: times[index]! })),
    })),
    {
      step: 'all',
      of: best.map(({ name, times }) => ({ name, ms: times.reduce((sum, ms) => sum + ms, 0) })),
    },
  ];
  return {
    cards: cards.length,
    bytes: cards.reduce((sum, { resolution }) => sum + Buffer.byteLength(resolution.readme), 0),
    steps: rows.map(({ step, of }) => {
      const values = of.map(({ ms }) => ms);
      const slowest = of.reduce((a, b) => (b.ms > a.ms ? b : a));
      return {
        step,
        medianMs: median(values),
        p95Ms: quantile(values, 0.95),
        maxMs: slowest.ms,
        slowest: slowest.name,
      };
    }),
  };
}

const REQUEST: GenerateRequest = {
  model: { kind: 'local', path: '.' },
  ...DEFAULT_REQUEST,
};

/** CPU time (user and system) per step, in ms. */
async function timeCard(resolution: Resolution): Promise<number[]> {
  const limitSync = <T>(work: () => T) => work();
  const context = { hub: NO_HUB, endpoint: 'https://huggingface.co', version: '0.0.0' };
  const marks = [process.cpuUsage()];
  const reading = await readCard(await fetchCard(resolution, NO_HUB), resolution, limitSync);
  marks.push(process.cpuUsage());
  const model = describeModel(resolution, reading);
  const choice = await chooseCode(model, REQUEST, limitSync);
  marks.push(process.cpuUsage());
  const { notebook } = await composeCells({
    model,
    choice,
    resolution,
    reading,
    request: REQUEST,
    context,
    limitSync,
  });
  marks.push(process.cpuUsage());
  formatNotebook(notebook, 'ipynb');
  marks.push(process.cpuUsage());
  return marks.slice(1).map((mark, index) => {
    const from = marks[index]!;
    return (mark.user - from.user + mark.system - from.system) / 1_000;
  });
}

/** A local card needs no Hub, so every access throws. */
const NO_HUB = new Proxy({} as Hub, {
  get: (_, name) => {
    throw new Error(`unexpected access to the Hub: ${String(name)}`);
  },
});
