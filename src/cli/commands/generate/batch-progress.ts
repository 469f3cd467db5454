import type { Ora } from 'ora';
import { type BatchNotice, type BatchResult, hasFailed } from '../../../batch/job.ts';
import type { GenerateEvent } from '../../../pipeline/generate.ts';
import type { GlobalOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { canSpin, describeForDebug, describeWait, loadSpinner } from '../../terminal/progress.ts';
import { describeOrigin } from '../../terminal/report.ts';
import { toSafeText } from '../../terminal/terminal.ts';

export interface BatchProgress {
  onEvent(event: GenerateEvent): void;
  onNotice(notice: BatchNotice): void;
  /** Counts a model, and prints its result if `printsResults` is set. */
  onResult(result: BatchResult): Promise<void>;
  /** Hides the progress line while `print` writes. */
  printAside(print: () => Promise<void>): Promise<void>;
  stop(): void;
}

/**
 * Shows the progress of a batch on standard error: one line that updates itself on a terminal, otherwise one line per
 * model. Set `printsResults` to false if the results are printed elsewhere.
 */
export function createBatchProgress(
  context: Pick<CommandContext, 'terminal' | 'env'>,
  options: GlobalOptions,
  total: number,
  printsResults: boolean,
): BatchProgress {
  const { err } = context.terminal;
  const isQuiet = options.quiet || options.json;
  const showsSpinner = canSpin(context, options);
  const startedAt = performance.now();
  let spinner: Ora | undefined;
  let isStopped = false;
  let done = 0;
  let processed = 0;
  let failed = 0;
  let waiting: { text: string; until: number } | undefined;

  const render = () => {
    if (waiting && performance.now() > waiting.until) waiting = undefined;
    return [`${done}/${total}`, failed > 0 ? `${failed} failed` : '', waiting?.text ?? eta()]
      .filter((part) => part !== '')
      .join(', ');
  };
  const eta = () => {
    if (processed < 3 || done >= total) return '';
    const leftMs = ((performance.now() - startedAt) / processed) * (total - done);
    return `${formatTime(leftMs)} left`;
  };
  const start = async () => {
    const spin = await loadSpinner(err);
    if (!isStopped) spinner = spin(render());
  };
  if (showsSpinner) void start();
  const print = async (text: string) => {
    if (!isQuiet && !showsSpinner) await err.write(`${toSafeText(text)}\n`);
    if (spinner) spinner.text = toSafeText(render());
  };

  return {
    onEvent(event) {
      if (options.debug) void err.write(`debug: ${describeForDebug(event)}\n`);
      if (event.type !== 'rate-limit') return;
      const text = describeWait(event)!;
      waiting = { text, until: performance.now() + event.waitMs };
      void print(text);
    },
    onNotice(notice) {
      void print(describeNotice(notice));
    },
    async onResult(result) {
      done++;
      if (result.status !== 'kept' && result.status !== 'skipped') processed++;
      if (hasFailed(result)) failed++;
      if (printsResults && result.status !== 'failed')
        await print(`[${done}/${total}] ${describeResult(result)}`);
      else if (spinner) spinner.text = toSafeText(render());
    },
    async printAside(print) {
      spinner?.clear();
      await print();
      spinner?.render();
    },
    stop() {
      isStopped = true;
      spinner?.stop();
    },
  };
}

function describeNotice(notice: BatchNotice): string {
  if (notice.type === 'postponed') return `${notice.name}: ${notice.reason}; will retry at the end`;
  const since = notice.since.slice(0, 16).replace('T', ' ');
  return `another batch is writing to ${notice.folder} (process ${notice.pid}, since ${since} UTC); files that it has written will not be overwritten`;
}

function describeResult(result: Exclude<BatchResult, { status: 'failed' }>): string {
  switch (result.status) {
    case 'kept':
      return `${result.name}: already done${result.isEdited ? ' (your changes to the file are kept)' : ''}`;
    case 'skipped':
      return `${result.name}: skipped, ${result.path} already exists`;
    case 'duplicate':
      return `${result.name}: skipped, same model as ${result.duplicateOf}`;
    case 'generated': {
      const { notebook } = result;
      const warnings = notebook.warnings.map((warning) => `; ${warning}`).join('');
      return `${result.name}: ${describeOrigin(notebook)}${warnings}`;
    }
  }
}

/** `40 s`, `12 min`, `1 h 5 min`. */
function formatTime(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
