import type { Ora } from 'ora';
import type { GenerateEvent } from '../../pipeline/generate.ts';
import type { GlobalOptions } from '../arguments/option-values.ts';
import type { CommandContext } from '../context/command-context.ts';
import { isCI, type Output, toSafeText } from './terminal.ts';

/** Shorter waits between retries are not reported. */
const MIN_REPORTED_WAIT_MS = 1000;
/** Fast commands finish before the spinner would be loaded. */
const SPINNER_DELAY_MS = 200;

export interface Progress {
  onEvent(event: GenerateEvent): void;
  /** Removes the spinner. Call this before printing anything else. */
  stop(): void;
}

/** Shows progress on standard error: a spinner on a terminal, otherwise a line per wait. */
export function createProgress(
  context: Pick<CommandContext, 'terminal' | 'env' | 'signal'>,
  options: GlobalOptions,
  label: string,
): Progress {
  const { err } = context.terminal;
  const isQuiet = options.quiet || options.json;
  const showsSpinner = canSpin(context, options);
  let text = toSafeText(label);
  let spinner: Ora | undefined;
  let stopped = false;

  const start = async () => {
    const spin = await loadSpinner(err);
    if (!stopped) spinner = spin(text);
  };
  const timer = showsSpinner ? setTimeout(() => void start(), SPINNER_DELAY_MS) : undefined;
  const show = (next: string) => {
    text = toSafeText(next);
    if (spinner) spinner.text = text;
    else if (!showsSpinner && !isQuiet && !options.debug) void err.write(`${text}\n`);
  };
  const stop = () => {
    stopped = true;
    clearTimeout(timer);
    spinner?.stop();
  };
  context.signal.addEventListener('abort', stop, { once: true });

  return {
    onEvent(event) {
      if (options.debug) void err.write(`debug: ${describeForDebug(event)}\n`);
      const notice = describeWait(event);
      if (notice !== undefined) show(`${label}: ${notice}`);
      else if (showsSpinner && event.type === 'step') show(`${label}: ${STEPS[event.step]}`);
    },
    stop() {
      context.signal.removeEventListener('abort', stop);
      stop();
    },
  };
}

/** Whether standard error can show a spinner. */
export function canSpin(
  { terminal: { err }, env }: Pick<CommandContext, 'terminal' | 'env'>,
  options: GlobalOptions,
): boolean {
  // Some containers report a terminal with 0 columns, on which ora would never finish clearing its line.
  const isWide = (err.stream.columns ?? 0) > 0;
  return (
    err.isTTY &&
    isWide &&
    !options.quiet &&
    !options.json &&
    !options.debug &&
    !isCI(env) &&
    env.TERM !== 'dumb'
  );
}

/** Loads the spinner. The returned function starts it. */
export async function loadSpinner({ stream, color }: Output): Promise<(text: string) => Ora> {
  const { default: ora } = await import('ora');
  return (text) =>
    ora({
      text,
      stream: stream as NodeJS.WriteStream,
      // It would put the terminal into raw mode, where Ctrl-C does not send a signal.
      discardStdin: false,
      ...(!color && { color: false }),
    }).start();
}

const STEPS = {
  resolve: 'contacting the Hub',
  'read-card': 'reading the model card',
  'choose-example': 'choosing the example',
  compose: 'composing the notebook',
} as const;

export function describeWait(event: GenerateEvent): string | undefined {
  if (event.type === 'rate-limit') {
    return `rate limited by ${event.of ?? 'the Hub'}, waiting ${formatSeconds(event.waitMs)}`;
  }
  if (event.type === 'retry' && event.waitMs >= MIN_REPORTED_WAIT_MS)
    return `${event.reason}, retrying in ${formatSeconds(event.waitMs)}`;
  return undefined;
}

function formatSeconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`;
}

export function describeForDebug(event: GenerateEvent): string {
  const facts = Object.entries(event).filter(([key]) => key !== 'type');
  return toSafeText(`${event.type} ${facts.map(([key, value]) => `${key}=${value}`).join(' ')}`);
}
