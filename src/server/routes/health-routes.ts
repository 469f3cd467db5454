import * as z from 'zod';
import { problem } from '../../share/protocol.ts';
import type { App } from '../fastify-app.ts';
import type { ServerContext } from '../server-context.ts';

const okStatus = z.object({ status: z.literal('ok') });

export async function healthRoutes(app: App, { store }: ServerContext): Promise<void> {
  app.get(
    '/healthz',
    { schema: { summary: 'Liveness check: the process responds', response: { 200: okStatus } } },
    async () => ({
      status: 'ok' as const,
    }),
  );
  app.get(
    '/readyz',
    {
      schema: {
        summary: 'Readiness check: the store responds too',
        response: { 200: okStatus, '5xx': problem },
      },
    },
    async () => {
      await store.ping();
      return { status: 'ok' as const };
    },
  );
}
