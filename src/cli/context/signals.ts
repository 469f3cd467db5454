import { AlacardError } from '../../errors.ts';

/** How long a command may take to clean up after a signal. */
const GRACE_MS = 800;
const SHOW_CURSOR = '\u001b[?25h';

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** The command was interrupted or terminated by a signal. */
export class InterruptedError extends AlacardError {
  constructor(signalName: keyof typeof EXIT_CODES) {
    const what = signalName === 'SIGINT' ? 'interrupted' : 'terminated';
    super('INTERRUPTED', EXIT_CODES[signalName], 499, what);
  }
}

export interface SignalSource {
  on(name: 'SIGINT' | 'SIGTERM', listener: (name: 'SIGINT' | 'SIGTERM') => void): unknown;
  removeListener(name: 'SIGINT' | 'SIGTERM', listener: (name: 'SIGINT' | 'SIGTERM') => void): unknown;
  exit(code: number): void;
  stderr: { isTTY?: boolean; write(text: string): unknown };
}

export interface SignalWatch {
  /** Aborted with an InterruptedError as its reason. */
  signal: AbortSignal;
  /** Sets a longer time limit for commands that need it. */
  setGrace(ms: number): void;
  dispose(): void;
}

/** The first signal aborts. A second signal, or the end of the grace period, exits immediately. */
export function watchSignals(source: SignalSource, firstGraceMs = GRACE_MS): SignalWatch {
  let graceMs = firstGraceMs;
  const controller = new AbortController();
  let graceTimer: NodeJS.Timeout | undefined;

  const exitNow = (code: number) => {
    if (source.stderr.isTTY) source.stderr.write(SHOW_CURSOR);
    source.exit(code);
  };
  const onSignal = (name: 'SIGINT' | 'SIGTERM') => {
    if (controller.signal.aborted) return exitNow(EXIT_CODES[name]);
    graceTimer = setTimeout(() => exitNow(EXIT_CODES[name]), graceMs);
    controller.abort(new InterruptedError(name));
  };

  source.on('SIGINT', onSignal);
  source.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    setGrace(ms) {
      graceMs = ms;
    },
    dispose() {
      // A leaked handle can keep the process running, so the timer stays active, but it does not keep the process
      // running by itself.
      graceTimer?.unref();
      source.removeListener('SIGINT', onSignal);
      source.removeListener('SIGTERM', onSignal);
    },
  };
}
