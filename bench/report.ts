import type { BatchRuns } from './batch-runs.ts';
import type { StepTimes } from './card-steps.ts';
import type { GenerateRuns } from './generate-runs.ts';
import type { Pairs } from './paired-runs.ts';
import type { AttackLoad } from './server-load/measure-attack.ts';
import type { ServerLoad } from './server-load/measure-server.ts';
import type { StartUp } from './start-up.ts';
import type { Row, Section } from './table.ts';

/** Largest ratio of wall time to `node -e 0`, by major version of Node. */
const TARGETS: Record<string, { version: number; notebook: number; withCode: number; withoutCode: number }> =
  {
    20: { version: 1.25, notebook: 3.3, withCode: 5.2, withoutCode: 3.8 },
    22: { version: 1.12, notebook: 2.8, withCode: 4.4, withoutCode: 3.2 },
  };
/** Largest ratio of wall time to a bare loop of requests. */
const BATCH_TARGET = 1.3;
/** Smallest ratio of throughput to a bare Fastify route. */
const SERVER_TARGETS: Record<string, number> = { 'share page': 0.65, download: 0.55 };
const P99_MS = 50;
const ATTACKED_P99_MS = 500;

export interface NodeResults {
  /** As `node --version` prints it. */
  node: string;
  startUp?: StartUp;
  generate?: GenerateRuns;
  batch?: BatchRuns;
}

export function describeNode({ node, startUp, generate, batch }: NodeResults): Section[] {
  return [
    ...(startUp === undefined ? [] : [describeStartUp(node, startUp)]),
    ...(generate === undefined ? [] : [describeGenerate(node, generate)]),
    ...(batch === undefined ? [] : [describeBatch(node, batch)]),
  ];
}

function describeStartUp(node: string, startUp: StartUp): Section {
  return {
    title: `Startup, Node ${node}`,
    rows: [describePairs('alacard --version', startUp, targetsFor(node)?.version, startUp.cpuRatio)],
    notes: [`medians of ${startUp.pairs} pairs; base: node -e 0`],
  };
}

function describeGenerate(node: string, generate: GenerateRuns): Section {
  const { cached, cold, coldRequests, coldResponses } = generate;
  const targets = targetsFor(node);
  const rows = cached.map((run) => {
    const code = run.card === cold.card ? targets?.withCode : targets?.withoutCode;
    const target = run.cached === 'notebook' ? targets?.notebook : code;
    return describePairs(`${run.card}; ${run.cached} cached`, run, target, run.cpuRatio);
  });
  return {
    title: `alacard generate, one model to one file, Node ${node}`,
    rows: [...rows, describePairs(`${cold.card}; nothing cached`, cold)],
    notes: [
      `with something cached: medians of ${cached[0]!.pairs} pairs; base: node -e 0; requests to the Hub: ${cached.map(({ requests }) => requests).join(', ')}`,
      "responses cached: the Hub's responses, but not the notebook (--rebuild)",
      `nothing cached: medians of ${cold.pairs} pairs; base: a process that downloads the same bytes`,
      `nothing cached: ${coldResponses} responses in ${coldRequests.length} requests:`,
      ...coldRequests.map((request) => `  ${request}`),
    ],
  };
}

const targetsFor = (node: string) => TARGETS[/^v(\d+)/.exec(node)?.[1] ?? ''];

function describeBatch(
  node: string,
  { models, slowHub, cpuMsEach, requestsEach, warmRequests, memory }: BatchRuns,
): Section {
  const { few, fewMb, many, manyMb } = memory;
  return {
    title: `alacard generate, ${models} models, concurrency 16, Node ${node}`,
    rows: [describePairs('50 ms per request', slowHub, BATCH_TARGET)],
    notes: [
      `medians of ${slowHub.pairs} pairs; base: a bare undici loop that downloads the same bytes`,
      `a Hub that responds immediately: ${cpuMsEach.toFixed(1)} ms of CPU per notebook, including startup`,
      `requests per model: ${requestsEach.toFixed(1)} (one is a redirect); with everything cached: ${warmRequests} in total`,
      `peak memory: ${few} models ${fewMb.toFixed(0)} MB, ${many} models ${manyMb.toFixed(0)} MB (${(manyMb / fewMb).toFixed(2)} times)`,
    ],
  };
}

export function describeCards({ cards, bytes, steps }: StepTimes): Section {
  return {
    title: `CPU time per card, ${cards} cards of ${Math.round(bytes / cards)} bytes on average`,
    rows: steps.map(({ step, medianMs, p95Ms, maxMs, slowest }) => ({
      name: step,
      cells: {
        'median ms': medianMs.toFixed(2),
        'p95 ms': p95Ms.toFixed(2),
        'max ms': maxMs.toFixed(1),
        slowest,
      },
    })),
    notes: [],
  };
}

export function describeServer({ routes, counts, memory }: ServerLoad): Section[] {
  return [
    {
      title: `Share server on one core, Node ${process.version}`,
      rows: routes.map((route) => ({
        name: `${route.name}, ${route.bytes} bytes`,
        cells: {
          'bare/s': route.barePerSecond.toFixed(0),
          '/s': route.perSecond.toFixed(0),
          ratio: route.ratio.toFixed(2),
          target: SERVER_TARGETS[route.name]!.toFixed(2),
          'by CPU': (route.bareCpuUs / route.cpuUs).toFixed(2),
          'p99 ms at half': String(route.p99Ms),
          failures: String(route.failures),
          '': route.ratio >= SERVER_TARGETS[route.name]! && route.p99Ms < P99_MS ? 'met' : 'missed',
        },
      })),
      notes: [
        'bare: a Fastify route that sends the same bytes; medians of alternating runs, each server pinned to the same core',
        'by CPU: ratio of CPU time per response, which does not depend on the speed of the client',
      ],
    },
    {
      title: 'Counts and memory',
      rows: [],
      notes: [
        `${counts.uploads} uploads and ${counts.downloads} downloads in ${counts.seconds.toFixed(0)} s, ${counts.failures} failures; after shutdown: ${counts.stored} stored, ${counts.counted} downloads counted`,
        `heap during ${memory.requests} requests: ${memory.beforeMb.toFixed(1)} to ${memory.afterMb.toFixed(1)} MB; resident ${memory.rssBeforeMb.toFixed(0)} to ${memory.rssAfterMb.toFixed(0)} MB`,
      ],
    },
  ];
}

export function describeAttack({ uploads, cards, statuses, seconds, visitors }: AttackLoad): Section {
  return {
    title: `${uploads} hostile uploads and ${cards} hostile cards at once`,
    rows: [
      {
        name: 'other visitors',
        cells: {
          requests: String(visitors.requests),
          failures: String(visitors.failures),
          'median ms': visitors.p50Ms.toFixed(0),
          'p99 ms': visitors.p99Ms.toFixed(0),
          'max ms': visitors.maxMs.toFixed(0),
          target: String(ATTACKED_P99_MS),
          '': visitors.failures === 0 && visitors.p99Ms < ATTACKED_P99_MS ? 'met' : 'missed',
        },
      },
    ],
    notes: [
      `handled in ${seconds.toFixed(1)} s; responses by status: ${JSON.stringify(statuses)}; rate limits raised, one address per request`,
    ],
  };
}

function describePairs(name: string, pairs: Pairs, target?: number, cpuRatio?: number): Row {
  return {
    name,
    cells: {
      'base ms': pairs.baseMs.toFixed(1),
      ms: pairs.subjectMs.toFixed(1),
      'beyond ms': pairs.beyondMs.toFixed(1),
      ratio: pairs.ratio.toFixed(2),
      target: target === undefined ? '' : target.toFixed(2),
      '': target === undefined ? '' : pairs.ratio <= target ? 'met' : 'missed',
      'by CPU': cpuRatio === undefined ? '' : cpuRatio.toFixed(2),
    },
  };
}
