import type { BatchRuns } from './batch-runs.ts';
import type { StepTimes } from './card-steps.ts';
import type { GenerateRuns } from './generate-runs.ts';
import type { Pairs } from './paired-runs.ts';
import type { ServerLoad } from './server-load/measure-server.ts';
import type { Row, Section } from './table.ts';

/** Maximum duration relative to `node -e 0` on Node 20. */
const TARGETS = { version: 1.5, repeated: 3.3, warm: 5.2, batch: 1.3 };
/** Minimum throughput relative to a bare Fastify route. */
const SERVER_TARGETS: Record<string, number> = { 'share page': 0.4, download: 0.3 };
const P99_MS = 50;

export function describeStartUp(node: string, version: Pairs): Section {
  return {
    title: `Startup, Node ${node}`,
    rows: [describePairs('alacard --version', version, TARGETS.version)],
    notes: [`medians of ${version.pairs} pairs; base: node -e 0`],
  };
}

export function describeGenerate({
  repeated,
  warm,
  warmRequests,
  cold,
  coldRequests,
  coldLogical,
}: GenerateRuns): Section {
  return {
    title: 'alacard generate, one model to one file',
    rows: [
      describePairs('repeated', repeated, TARGETS.repeated),
      describePairs('warm', warm, TARGETS.warm),
      describePairs('cold', cold),
    ],
    notes: [
      'repeated: the finished notebook is cached; warm: only the responses of the Hub are (--rebuild)',
      `warm: medians of ${warm.pairs} pairs; base: node -e 0; requests to the Hub: ${warmRequests}, then it was shut down`,
      `cold: medians of ${cold.pairs} pairs; base: a process that downloads the same bytes`,
      `cold: ${coldLogical} responses in ${coldRequests.length} requests:`,
      ...coldRequests.map((request) => `  ${request}`),
    ],
  };
}

export function describeBatch({
  models,
  slowHub,
  cpuMsEach,
  requestsEach,
  warmRequests,
  memory,
}: BatchRuns): Section {
  const { few, fewMb, many, manyMb } = memory;
  return {
    title: `alacard generate, ${models} models, concurrency 16`,
    rows: [describePairs('50 ms per request', slowHub, TARGETS.batch)],
    notes: [
      `medians of ${slowHub.pairs} pairs; base: a bare undici loop that downloads the same bytes`,
      `a Hub that takes no time: ${cpuMsEach.toFixed(1)} ms of CPU a notebook, the process's start included`,
      `requests on the wire a model: ${requestsEach.toFixed(1)} (one is a redirect); with everything cached: ${warmRequests} in all`,
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
          target: SERVER_TARGETS[route.name]!.toFixed(1),
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

function describePairs(name: string, pairs: Pairs, target?: number): Row {
  return {
    name,
    cells: {
      'base ms': pairs.baseMs.toFixed(1),
      ms: pairs.subjectMs.toFixed(1),
      'beyond ms': pairs.beyondMs.toFixed(1),
      ratio: pairs.ratio.toFixed(2),
      target: target === undefined ? '' : target.toFixed(1),
      '': target === undefined ? '' : pairs.ratio <= target ? 'met' : 'missed',
    },
  };
}
