import { problem, storeStats } from '../../share/protocol.ts';
import type { App } from '../fastify-app.ts';
import type { ServerContext } from '../server-context.ts';

/** `/api/stats` for people, `/metrics` for Prometheus. */
export async function statsRoutes(app: App, { store, metrics, now }: ServerContext): Promise<void> {
  app.get(
    '/api/stats',
    { schema: { summary: 'What the server holds', response: { 200: storeStats, '5xx': problem } } },
    async () => {
      const stats = await store.stats(new Date(now()).toISOString());
      return {
        notebooks: stats.notebooks,
        public_notebooks: stats.publicNotebooks,
        downloads: stats.downloads,
        models: stats.models,
      };
    },
  );
  app.get(
    '/metrics',
    { schema: { summary: 'Metrics in the text form of Prometheus' } },
    async (_request, reply) =>
      reply
        .type(metrics.contentType)
        .serializer(String)
        .send((await metrics.read()) as never),
  );
}
