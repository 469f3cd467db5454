import type { Check } from './gated-model.ts';
import type { NotebookResult } from './run-alacard.ts';
import { findFault, type Outcome, outcomeOf, ranExample } from './verdict.ts';

export interface ModelResult {
  name: string;
  task: string;
  library: string;
  /** The strategy that found the example. */
  strategy: string;
  ours: NotebookResult;
  /** Absent if the Hub has no snippet for the library, or with an author's card. */
  theirs?: NotebookResult;
}

export interface Report {
  passed: number;
  failed: number;
  models: number;
  tasks: number;
  libraries: number;
  /** Number of notebooks that ran the author's example or a library snippet in cell 5. */
  examplesRun: number;
  seconds: number;
  results: (Omit<ModelResult, 'ours' | 'theirs'> & {
    fault?: string;
    ranExample: boolean;
    theirs?: Outcome;
    theirError?: string;
  })[];
  checks: Check[];
}

export function createReport(
  results: readonly ModelResult[],
  checks: readonly Check[],
  seconds: number,
): Report {
  const rows = results.map(({ ours, theirs, ...facts }) => {
    const fault = findFault(ours);
    return {
      ...facts,
      ...(fault !== undefined && { fault }),
      ranExample: ranExample(ours),
      ...(theirs !== undefined && { theirs: outcomeOf(theirs) }),
      ...(theirs?.error !== undefined && { theirError: theirs.error.message }),
    };
  });
  const failed = [...rows, ...checks].filter(({ fault }) => fault !== undefined).length;
  return {
    passed: rows.length + checks.length - failed,
    failed,
    models: rows.length,
    tasks: new Set(rows.map(({ task }) => task).filter(Boolean)).size,
    libraries: new Set(rows.map(({ library }) => library).filter(Boolean)).size,
    examplesRun: rows.filter((row) => row.ranExample).length,
    seconds,
    results: rows,
    checks: [...checks],
  };
}

/** The report as Markdown: totals, a table by task, the failures, and a line with the counts. */
export function describeReport(report: Report): string {
  const { results, checks } = report;
  const faults = [...results, ...checks].filter(({ fault }) => fault !== undefined);
  const tasks = [...new Set(results.map(({ task }) => task))].sort();
  return [
    `${report.models} models, ${report.tasks} tasks, ${report.libraries} libraries, ${Math.round(report.seconds)} s; cell 5 ran as code in ${report.examplesRun}`,
    '',
    '| task | models | alacard: shows a result | cell 5 ran | Hub: shows a result | runs without result | fails | no snippet |',
    '|---|---|---|---|---|---|---|---|',
    ...tasks.map((task) =>
      describeRow(
        task || '(none)',
        results.filter((row) => row.task === task),
      ),
    ),
    describeRow('all', results),
    '',
    ...faults.map(({ name, fault }) => `not ok: ${name}: ${fault}`),
    `notebooks: ${report.passed} passed, ${report.failed} failed`,
  ].join('\n');
}

function describeRow(name: string, rows: Report['results']): string {
  const countTheirs = (outcome?: Outcome) => rows.filter((row) => row.theirs === outcome).length;
  const passed = rows.filter(({ fault }) => fault === undefined).length;
  const examples = rows.filter(({ ranExample }) => ranExample).length;
  const figures = [
    rows.length,
    passed,
    examples,
    countTheirs('result'),
    countTheirs('silent'),
    countTheirs('failed'),
    countTheirs(),
  ];
  return `| ${name} | ${figures.join(' | ')} |`;
}
