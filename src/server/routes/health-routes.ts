import * as z from 'zod';
import { problem } from '../../share/protocol.ts';
import type { App } from '../fastify-app.ts';
import type { ServerContext } from '../server-context.ts';

const fine = z.object({ status: z.literal('ok') });

/** `/healthz`: the process answers. `/readyz`: its store does too. */
export async function healthRoutes(app: App, { store }: ServerContext): Promise<void> {
  app.get('/healthz', { schema: { summary: 'The process answers', response: { 200: fine } } }, async () => ({
    status: 'ok' as const,
  }));
  app.get(
    '/readyz',
    { schema: { summary: 'The store answers too', response: { 200: fine, '5xx': problem } } },
    async () => {
      await store.ping();
      return { status: 'ok' as const };
    },
  );
}
