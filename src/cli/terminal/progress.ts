import type { Ora } from 'ora';
import type { GenerateEvent } from '../../pipeline/generate.ts';
import type { GlobalOptions } from '../arguments/option-values.ts';
import type { CommandContext } from '../context/command-context.ts';
import { isCI, showForeign } from './terminal.ts';

/** A shorter pause between two tries is not worth a word. */
const TOLD_WAIT_MS = 1000;
/** A spinner that would be gone at once is not worth its start-up. */
const SPINNER_DELAY_MS = 200;

export interface Progress {
  onEvent(event: GenerateEvent): void;
  /** Takes the spinner away, before anything else is printed. */
  stop(): void;
}

/** Tells on standard error what takes long: by a spinner on a terminal, by a line for each wait elsewhere. */
export function createProgress(
  context: Pick<CommandContext, 'terminal' | 'env' | 'signal'>,
  options: GlobalOptions,
  label: string,
): Progress {
  const { err } = context.terminal;
  const isQuiet = options.quiet || options.json;
  const spins = canSpin(context, options);
  let text = showForeign(label);
  let spinner: Ora | undefined;
  let stopped = false;

  const start = async () => {
    const { default: ora } = await import('ora');
    if (stopped) return;
    // discardStdin would put the terminal into raw mode, where Ctrl-C is no signal.
    const stream = err.stream as NodeJS.WriteStream;
    spinner = ora({ text, stream, discardStdin: false, ...(!err.color && { color: false }) }).start();
  };
  const timer = spins ? setTimeout(() => void start(), SPINNER_DELAY_MS) : undefined;
  const show = (next: string) => {
    text = showForeign(next);
    if (spinner) spinner.text = text;
    else if (!spins && !isQuiet && !options.debug) void err.write(`${text}\n`);
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
      else if (spins && event.type === 'step') show(`${label}: ${STEPS[event.step]}`);
    },
    stop() {
      context.signal.removeEventListener('abort', stop);
      stop();
    },
  };
}

/** Whether a line that moves may stand on standard error. */
export function canSpin(
  { terminal: { err }, env }: Pick<CommandContext, 'terminal' | 'env'>,
  options: GlobalOptions,
): boolean {
  // ora never ends clearing its line on a terminal that says it is 0 columns wide, as some containers' do.
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

const STEPS = {
  resolve: 'asking the Hub',
  'read-card': 'reading the model card',
  'choose-example': 'choosing the example',
  compose: 'composing the notebook',
} as const;

export function describeWait(event: GenerateEvent): string | undefined {
  if (event.type === 'rate-limit') {
    return `${event.of ?? 'the Hub'}'s rate limit is used up, waiting ${seconds(event.waitMs)}`;
  }
  if (event.type === 'retry' && event.waitMs >= TOLD_WAIT_MS)
    return `${event.reason}, trying again in ${seconds(event.waitMs)}`;
  return undefined;
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`;
}

export function describeForDebug(event: GenerateEvent): string {
  const facts = Object.entries(event).filter(([key]) => key !== 'type');
  return showForeign(`${event.type} ${facts.map(([key, value]) => `${key}=${value}`).join(' ')}`);
}
