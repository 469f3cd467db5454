import type { Ora } from 'ora';
import { type BatchNotice, type BatchResult, hasFailed } from '../../../batch/job.ts';
import type { GenerateEvent } from '../../../pipeline/generate.ts';
import type { GlobalOptions } from '../../arguments/option-values.ts';
import type { CommandContext } from '../../context/command-context.ts';
import { canSpin, describeForDebug, describeWait } from '../../terminal/progress.ts';
import { describeOrigin } from '../../terminal/report.ts';
import { showForeign } from '../../terminal/terminal.ts';

export interface BatchProgress {
  onEvent(event: GenerateEvent): void;
  onNotice(notice: BatchNotice): void;
  /** Counts a model, and says so where nothing else does. */
  onResult(result: BatchResult): Promise<void>;
  /** Takes the line of progress away while `print` writes. */
  aside(print: () => Promise<void>): Promise<void>;
  stop(): void;
}

/**
 * How far a batch is, on standard error: on a terminal one line that stays, elsewhere a line for each model
 * (`isTold`: unless it is printed otherwise).
 */
export function createBatchProgress(
  context: Pick<CommandContext, 'terminal' | 'env'>,
  options: GlobalOptions,
  total: number,
  isTold: boolean,
): BatchProgress {
  const { err } = context.terminal;
  const isQuiet = options.quiet || options.json;
  const spins = canSpin(context, options);
  const startedAt = performance.now();
  let spinner: Ora | undefined;
  let isStopped = false;
  let done = 0;
  let worked = 0;
  let failed = 0;
  let waiting: { text: string; until: number } | undefined;

  const render = () => {
    if (waiting && performance.now() > waiting.until) waiting = undefined;
    return [`${done}/${total}`, failed > 0 ? `${failed} failed` : '', waiting?.text ?? eta()]
      .filter((part) => part !== '')
      .join(', ');
  };
  const eta = () => {
    if (worked < 3 || done >= total) return '';
    const leftMs = ((performance.now() - startedAt) / worked) * (total - done);
    return `${formatTime(leftMs)} left`;
  };
  const start = async () => {
    const { default: ora } = await import('ora');
    if (isStopped) return;
    const stream = err.stream as NodeJS.WriteStream;
    spinner = ora({
      text: render(),
      stream,
      discardStdin: false,
      ...(!err.color && { color: false }),
    }).start();
  };
  if (spins) void start();
  const say = async (text: string) => {
    if (!isQuiet && !spins) await err.write(`${showForeign(text)}\n`);
    if (spinner) spinner.text = showForeign(render());
  };

  return {
    onEvent(event) {
      if (options.debug) void err.write(`debug: ${describeForDebug(event)}\n`);
      if (event.type !== 'rate-limit') return;
      const text = describeWait(event)!;
      waiting = { text, until: performance.now() + event.waitMs };
      void say(text);
    },
    onNotice(notice) {
      void say(describeNotice(notice));
    },
    async onResult(result) {
      done++;
      if (result.status !== 'kept') worked++;
      if (hasFailed(result)) failed++;
      if (isTold && result.status !== 'failed') await say(`[${done}/${total}] ${describeResult(result)}`);
      else if (spinner) spinner.text = showForeign(render());
    },
    async aside(print) {
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
  if (notice.type === 'postponed') return `${notice.name}: ${notice.reason}; it is tried again at the end`;
  const where = notice.folder;
  return `another batch (process ${notice.pid}, since ${notice.since}) is writing into ${where} too: what one of the two has made, the other refuses to replace`;
}

function describeResult(result: Exclude<BatchResult, { status: 'failed' }>): string {
  switch (result.status) {
    case 'kept':
      return `${result.name}: done before${result.isEdited ? '; the file was changed since, and stays so' : ''}`;
    case 'duplicate':
      return `${result.name}: the same model as ${result.duplicateOf}, made once`;
    case 'generated': {
      const { notebook } = result;
      const warnings = notebook.warnings.map((warning) => `; ${warning}`).join('');
      return `${result.name}: ${describeOrigin(notebook)}${warnings}`;
    }
  }
}

/** `40 s`, `12 min`, `1 h 5 min`. */
export function formatTime(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
