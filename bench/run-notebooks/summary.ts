import type { ModelResult, NotebookResult } from './run.ts';

type Outcome = 'result' | 'silent' | 'failed';

/** A result of the model is what the last code cell shows; a notebook that stops before its end failed. */
function outcomeOf({ error, cells }: NotebookResult, ofUsage: boolean): Outcome {
  if (error !== null || cells.length === 0) return 'failed';
  const shown = ofUsage ? cells.at(-1)!.shows : cells.slice(1).some((cell) => cell.shows);
  return shown ? 'result' : 'silent';
}

const count = (outcomes: Outcome[], wanted: Outcome) =>
  outcomes.filter((outcome) => outcome === wanted).length;

/** The table of both, what failed and why, and the closing line of a test runner. */
export function summarise(results: ModelResult[]): { text: string; failed: number } {
  const ours = results.map(({ ours }) => outcomeOf(ours, true));
  const theirs = results.flatMap(({ theirs }) => (theirs === undefined ? [] : [outcomeOf(theirs, false)]));
  const tasks = new Set(results.map(({ row }) => row.task).filter(Boolean));
  const libraries = new Set(results.map(({ row }) => row.library).filter(Boolean));
  const forgiven = results.filter(({ ours }) =>
    ours.cells.some(({ tags }) => tags.includes('raises-exception')),
  ).length;
  const ownCode = results.filter(({ ours }) =>
    ours.cells.some(({ id, ran }) => id.startsWith('example-') && ran),
  ).length;
  const failed = ours.filter((outcome) => outcome !== 'result').length + forgiven;
  const lines = [
    `${results.length} models, ${tasks.size} tasks, ${libraries.size} libraries; cell 5 ran as code in ${ownCode}; ${forgiven} notebooks hold a forgiven cell`,
    '',
    '| notebooks | shows a result | runs, shows nothing | fails |',
    '|---|---|---|---|',
    `| alacard | ${count(ours, 'result')} | ${count(ours, 'silent')} | ${count(ours, 'failed')} |`,
    ...(theirs.length > 0
      ? [
          `| the Hub's snippets | ${count(theirs, 'result')} | ${count(theirs, 'silent')} | ${count(theirs, 'failed')} |`,
        ]
      : []),
    '',
    ...results
      .filter((_, at) => ours[at] !== 'result')
      .map(
        ({ row, ours }) => `not ok: ${row.name}: ${ours.error?.split('\n').at(-1) ?? 'cell 6 shows nothing'}`,
      ),
    `notebooks: ${results.length - failed} passed, ${failed} failed`,
  ];
  return { text: lines.join('\n'), failed };
}
