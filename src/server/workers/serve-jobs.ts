import { rememberSecret } from '../../encode/secrets.ts';
import { isAlacardError } from '../../errors.ts';
import { guardUsage } from './usage-guard.ts';
import type { JobName } from './worker-jobs.ts';

/** The first message from the server to a worker. */
export interface WorkerSetup {
  maxRssBytes: number;
  /** Tokens of the server, which must not appear in any notebook. */
  secrets: string[];
}

/** Every other message to a worker. */
export interface JobMessage {
  job: JobName;
  input: unknown;
  cpuMs: number;
}

/** From a worker to the server. */
export type WorkerMessage =
  | { type: 'ready' }
  | { type: 'event'; event: unknown }
  | { type: 'done'; outcome: Outcome; rssBytes: number };

export type Outcome =
  | { value: unknown }
  /** An AlacardError. */
  | { refusal: { code: string; exitCode: number; httpStatus: number; message: string; hint?: string } }
  /** Any other error. */
  | { failure: string };

export type RunJob = (input: never, report: (event: unknown) => void) => unknown;

/**
 * The loop of a worker process. Runs one job after another for the server that started it, within the limits of each
 * job. Ends when the server ends.
 */
export function serveJobs(host: NodeJS.Process, load: () => Promise<Record<JobName, RunJob>>): void {
  // Ctrl-C reaches the whole process group, but the server first finishes its requests.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) host.on(signal, () => {});
  host.on('disconnect', () => host.exit());
  const send = (message: WorkerMessage) => void (host.connected && host.send!(message));

  host.once('message', async ({ maxRssBytes, secrets }: WorkerSetup) => {
    for (const secret of secrets) rememberSecret(secret);
    const guard = guardUsage(maxRssBytes);
    const jobs = await load();
    host.on('message', async ({ job, input, cpuMs }: JobMessage) => {
      guard.start(cpuMs);
      const outcome = await run(() => jobs[job](input as never, (event) => send({ type: 'event', event })));
      guard.stop();
      send({ type: 'done', outcome, rssBytes: process.memoryUsage.rss() });
    });
    send({ type: 'ready' });
  });
}

async function run(job: () => unknown): Promise<Outcome> {
  try {
    return { value: await job() };
  } catch (error) {
    if (!isAlacardError(error)) return { failure: String(error) };
    const { code, exitCode, httpStatus, message, hint } = error;
    return { refusal: { code, exitCode, httpStatus, message, ...(hint !== undefined && { hint }) } };
  }
}
