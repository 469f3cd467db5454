import { isAlacardError, type UnavailableError } from '../../errors.ts';
import type { GeneratedShare, JobResponse, UnsharedNotebook } from '../../share/protocol.ts';
import type { GenerateShare, GenerateShareRequest } from './generate-share.ts';
import type { Jobs } from './jobs.ts';

export type GenerateOrQueue = (
  request: GenerateShareRequest,
) => Promise<GeneratedShare | UnsharedNotebook | JobResponse>;

/** Generates a notebook immediately, or queues a job if the Hub is unavailable and nothing is cached. */
export function createGenerateOrQueue(
  generateShare: Pick<GenerateShare, 'run'>,
  jobs: Pick<Jobs, 'add'>,
): GenerateOrQueue {
  return async (request) => {
    try {
      return await generateShare.run(request);
    } catch (error) {
      if (!isUnavailable(error) || request.signal.aborted) throw error;
      return jobs.add(request.body, request.links, error).catch(() => {
        throw error;
      });
    }
  };
}

const isUnavailable = (error: unknown): error is UnavailableError =>
  isAlacardError(error) && error.code === 'UNAVAILABLE';
