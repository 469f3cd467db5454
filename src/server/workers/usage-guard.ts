import { Worker } from 'node:worker_threads';

/** Runs in its own thread, because a regular expression can block the main thread. Sleeps between jobs. */
const GUARD = `
const { deadline, maxRssBytes } = require('node:worker_threads').workerData;
for (;;) {
  Atomics.wait(deadline, 0, 0);
  const { user, system } = process.cpuUsage();
  const endsAt = Atomics.load(deadline, 0);
  if (endsAt !== 0 && ((user + system) / 1000 > endsAt || process.memoryUsage.rss() > maxRssBytes)) {
    process.kill(process.pid, 'SIGKILL');
  }
  Atomics.wait(deadline, 1, 0, 10);
}`;

export interface UsageGuard {
  /** The process is killed if it uses more CPU time or memory before `stop`. */
  start(cpuMs: number): void;
  stop(): void;
}

/**
 * Kills this process if it uses too much CPU time or memory. The limit is on CPU time, so that a busy machine does not
 * change any result, and on resident memory, because V8's own limit covers neither buffers nor other native memory. The
 * process guards itself, so that the limits apply on every system, even after its server was killed.
 */
export function guardUsage(maxRssBytes: number): UsageGuard {
  /** The CPU time of this process, in ms, at which it is killed, or 0. The thread also sleeps on this value. */
  const deadline = new Int32Array(new SharedArrayBuffer(8));
  new Worker(GUARD, { eval: true, workerData: { deadline, maxRssBytes }, execArgv: [] }).unref();
  return {
    start(cpuMs) {
      const { user, system } = process.cpuUsage();
      Atomics.store(deadline, 0, Math.ceil((user + system) / 1_000 + cpuMs));
      Atomics.notify(deadline, 0);
    },
    stop: () => void Atomics.store(deadline, 0, 0),
  };
}
