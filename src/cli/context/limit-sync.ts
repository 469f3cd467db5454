import { Script } from 'node:vm';

/** Runs synchronous work. If the time is up, throws an error with the code ERR_SCRIPT_EXECUTION_TIMEOUT. */
export type LimitSync = <T>(work: () => T, ms: number) => T;

type Signals = Pick<NodeJS.Process, 'listeners' | 'on' | 'removeAllListeners' | 'emit'>;

const KEY = Symbol.for('alacard.limited-work');

/**
 * Lets time limits and signals end synchronous work, which timers and listeners cannot: a loop, a recursion, a regular
 * expression. Ctrl-C ends the work and then reaches the listeners as usual. SIGTERM ends the process, as if there were
 * no listeners.
 */
export function createLimitSync(process: Signals): LimitSync {
  const script = new Script('globalThis[Symbol.for("alacard.limited-work")]()');
  return <T>(work: () => T, ms: number): T => {
    const global = globalThis as { [KEY]?: () => T };
    const listeners = process.listeners('SIGTERM') as NodeJS.SignalsListener[];
    process.removeAllListeners('SIGTERM');
    global[KEY] = work;
    try {
      return script.runInThisContext({ timeout: Math.max(1, Math.ceil(ms)), breakOnSigint: true }) as T;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED')
        process.emit('SIGINT', 'SIGINT');
      throw error;
    } finally {
      delete global[KEY];
      for (const listener of listeners) process.on('SIGTERM', listener);
    }
  };
}
