import type { FastifyReply } from 'fastify';
import * as z from 'zod';
import { NotFoundError } from '../../errors.ts';
import { type JobResponse, job, problem, serverStatus, shareId } from '../../share/protocol.ts';
import type { App } from '../fastify-app.ts';
import type { ServerContext } from '../server-context.ts';

/** Queued jobs and the state of the Hub. */
export async function jobRoutes(app: App, { jobs, now, linksFor, hubOutage }: ServerContext): Promise<void> {
  app.get(
    '/api/tasks/:taskId',
    {
      schema: {
        summary: 'Get the progress of a queued notebook',
        params: z.object({ taskId: shareId }),
        response: { 200: job, '4xx': problem, '5xx': problem },
      },
    },
    async (request, reply) => {
      const found = await jobs.find(request.params.taskId, linksFor(request));
      if (found === undefined) throw jobNotFound();
      setJobHeaders(reply, found, now());
      return found;
    },
  );

  app.get(
    '/api/status',
    {
      schema: {
        summary: 'Get the state of the Hub and the number of queued notebooks',
        response: { 200: serverStatus, '5xx': problem },
      },
    },
    async () => {
      const outage = hubOutage();
      return {
        hub:
          outage === undefined
            ? { status: 'ok' as const }
            : {
                status: 'unavailable' as const,
                since: new Date(outage.since).toISOString(),
                reason: outage.reason,
              },
        tasks: { waiting: await jobs.countWaiting() },
      };
    },
  );
}

/** Tells the client when to poll again. */
export function setJobHeaders(reply: FastifyReply, { next_try_at }: JobResponse, now: number): void {
  reply.header('cache-control', 'no-store');
  if (next_try_at === null) return;
  const seconds = Math.ceil((Date.parse(next_try_at) - now) / 1_000);
  // One more second, so that the attempt has time to finish.
  reply.header('retry-after', Math.min(60, Math.max(1, seconds + 1)));
}

export const jobNotFound = () =>
  new NotFoundError('job not found', {
    code: 'TASK_NOT_FOUND',
    hint: 'Check the link. Jobs are deleted two days after the request.',
  });
