import type { BatchRuns } from './batch-runs.ts';
import type { StepTimes } from './card-steps.ts';
import type { GenerateRuns } from './generate-runs.ts';
import type { Pairs } from './paired-runs.ts';
import type { Row, Section } from './table.ts';

/** Times of `node -e 0` that a command may take. */
const TARGETS = { version: 1.5, warm: 6, batch: 1.3 };

export function describeStartUp(node: string, version: Pairs): Section {
  return {
    title: `Start-up, Node ${node}`,
    rows: [describePairs('alacard --version', version, TARGETS.version)],
    notes: [`medians of ${version.pairs} pairs; base: node -e 0`],
  };
}

export function describeGenerate({
  warm,
  warmRequests,
  cold,
  coldRequests,
  coldLogical,
}: GenerateRuns): Section {
  return {
    title: 'alacard generate, one model to one file',
    rows: [describePairs('warm', warm, TARGETS.warm), describePairs('cold', cold)],
    notes: [
      `warm: medians of ${warm.pairs} pairs; base: node -e 0; requests that the Hub saw: ${warmRequests}, then it was closed`,
      `cold: medians of ${cold.pairs} pairs; base: a process that fetches the same bytes`,
      `cold: ${coldLogical} answers in ${coldRequests.length} requests:`,
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
    title: `alacard generate, ${models} models, 16 at once`,
    rows: [describePairs('50 ms a request', slowHub, TARGETS.batch)],
    notes: [
      `medians of ${slowHub.pairs} pairs; base: a bare undici loop for the same bytes`,
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
