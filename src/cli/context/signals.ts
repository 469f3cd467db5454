import { AlacardError } from '../../errors.ts';

/** The time a command has to put its things away before it is ended. */
const GRACE_MS = 800;
const SHOW_CURSOR = '\u001b[?25h';

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** The person, or the system, ended the command. */
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
  /** For a command whose end takes longer than the rule. */
  setGrace(ms: number): void;
  dispose(): void;
}

/** The first signal aborts; the second, or the end of the grace time, exits at once. */
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
      // A handle that was forgotten may still hold the process: the timer stays, but holds nothing itself.
      graceTimer?.unref();
      source.removeListener('SIGINT', onSignal);
      source.removeListener('SIGTERM', onSignal);
    },
  };
}
