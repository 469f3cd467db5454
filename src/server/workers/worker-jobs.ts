import type { FetchedModel } from '../../pipeline/generate.ts';
import type { GeneratedNotebook, GenerateRequest } from '../../pipeline/request.ts';
import type { AlacardMetadata } from '../../share/alacard-metadata.ts';

/** The jobs that run in worker processes: all work on untrusted text. */
export interface WorkerJobs {
  /** Checks a notebook before it is shared. @throws ShareRefusedError */
  scan(input: { bytes: Uint8Array }): ScannedNotebook;
  /** The cells of a shared notebook as HTML. With `plain`, all text is shown unrendered. */
  render(input: { bytes: Uint8Array; plain: boolean }): string;
  /** The notebook of a fetched model. Reports its steps. */
  compose(
    input: FetchedModel & { request: GenerateRequest; endpoint: string; version: string },
  ): Pick<GeneratedNotebook, 'modelId' | 'content' | 'warnings' | 'notes' | 'source'>;
}

export interface ScannedNotebook extends Pick<AlacardMetadata, 'model' | 'version' | 'sha' | 'strategy'> {
  /** SHA-256 of the bytes, in hex. */
  hash: string;
}

export type JobName = keyof WorkerJobs;
export type JobInput<Name extends JobName> = Parameters<WorkerJobs[Name]>[0];
export type JobOutput<Name extends JobName> = ReturnType<WorkerJobs[Name]>;

export interface JobLimits {
  /** CPU time that a job may use. */
  cpuMs: number;
  /** How long a job may wait for a worker. */
  waitMs: number;
  /**
   * How long a job may wait while no other job in its queue is started, which means that those are slow too. Defaults
   * to `waitMs`.
   */
  stallMs?: number;
}

/** A client is waiting for each result. A plain page, or a notebook without the card, is better than a late one. */
export const DEFAULT_JOB_LIMITS: Record<JobName, JobLimits> = {
  scan: { cpuMs: 250, waitMs: 10_000 },
  render: { cpuMs: 250, waitMs: 200 },
  // Concurrent visitors get their notebooks in turn, unless one of the cards takes a long time.
  compose: { cpuMs: 2_000, waitMs: 2_000, stallMs: 200 },
};
