import type { Check } from './gated-model.ts';
import type { NotebookResult } from './run-alacard.ts';
import { findFault, type Outcome, outcomeOf, ranExample } from './verdict.ts';

export interface ModelResult {
  name: string;
  task: string;
  library: string;
  /** The strategy that gave the example. */
  strategy: string;
  ours: NotebookResult;
  /** Absent where the Hub has no snippet for the library, and under an author's card. */
  theirs?: NotebookResult;
}

export interface Report {
  passed: number;
  failed: number;
  models: number;
  tasks: number;
  libraries: number;
  /** How many notebooks ran the author's example, or a library's snippet, as code in cell 5. */
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

export function makeReport(
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

/** The report as Markdown: totals, a table by task, what failed; last the line of a test runner. */
export function describeReport(report: Report): string {
  const { results, checks } = report;
  const faults = [...results, ...checks].filter(({ fault }) => fault !== undefined);
  const tasks = [...new Set(results.map(({ task }) => task))].sort();
  return [
    `${report.models} models, ${report.tasks} tasks, ${report.libraries} libraries, ${Math.round(report.seconds)} s; cell 5 ran as code in ${report.examplesRun}`,
    '',
    '| task | models | alacard: shows a result | cell 5 ran | Hub: shows a result | runs, shows nothing | fails | none |',
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
  const theirs = (wanted?: Outcome) => rows.filter((row) => row.theirs === wanted).length;
  const good = rows.filter(({ fault }) => fault === undefined).length;
  const examples = rows.filter(({ ranExample }) => ranExample).length;
  const figures = [
    rows.length,
    good,
    examples,
    theirs('result'),
    theirs('silent'),
    theirs('failed'),
    theirs(),
  ];
  return `| ${name} | ${figures.join(' | ')} |`;
}
