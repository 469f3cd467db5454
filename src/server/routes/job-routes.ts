import type { FastifyReply } from 'fastify';
import * as z from 'zod';
import { NotFoundError } from '../../errors.ts';
import { type JobResponse, job, problem, serverStatus, shareId } from '../../share/protocol.ts';
import type { App } from '../fastify-app.ts';
import type { ServerContext } from '../server-context.ts';

/** Notebooks that wait for the Hub, and whether it answers. */
export async function jobRoutes(
  app: App,
  { jobs: tasks, now, linksFor, hubTrouble }: ServerContext,
): Promise<void> {
  app.get(
    '/api/tasks/:taskId',
    {
      schema: {
        summary: 'How far a notebook is that could not be made at once',
        params: z.object({ taskId: shareId }),
        response: { 200: job, '4xx': problem, '5xx': problem },
      },
    },
    async (request, reply) => {
      const found = await tasks.find(request.params.taskId, linksFor(request));
      if (found === undefined) throw jobNotFound();
      setJobHeaders(reply, found, now());
      return found;
    },
  );

  app.get(
    '/api/status',
    {
      schema: {
        summary: 'Whether the Hub answers, and how many notebooks wait for it',
        response: { 200: serverStatus, '5xx': problem },
      },
    },
    async () => {
      const trouble = hubTrouble();
      return {
        hub:
          trouble === undefined
            ? { status: 'ok' as const }
            : {
                status: 'unavailable' as const,
                since: new Date(trouble.since).toISOString(),
                reason: trouble.reason,
              },
        tasks: { waiting: await tasks.countWaiting() },
      };
    },
  );
}

/** When to ask again. */
export function setJobHeaders(reply: FastifyReply, { next_try_at }: JobResponse, now: number): void {
  reply.header('cache-control', 'no-store');
  if (next_try_at === null) return;
  const seconds = Math.ceil((Date.parse(next_try_at) - now) / 1_000);
  // A task is done a moment after it is tried.
  reply.header('retry-after', Math.min(60, Math.max(1, seconds + 1)));
}

export const jobNotFound = () =>
  new NotFoundError('there is no such task', {
    code: 'TASK_NOT_FOUND',
    hint: 'Check the link; a task is forgotten two days after it was asked for.',
  });
