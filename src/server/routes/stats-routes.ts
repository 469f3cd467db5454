import { problem, storeStats } from '../../share/protocol.ts';
import type { App } from '../fastify-app.ts';
import type { ServerContext } from '../server-context.ts';

export async function statsRoutes(app: App, { store, metrics, now }: ServerContext): Promise<void> {
  app.get(
    '/api/stats',
    {
      schema: {
        summary: 'Get totals of notebooks, downloads and models',
        response: { 200: storeStats, '5xx': problem },
      },
    },
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
    { schema: { summary: 'Get metrics in the Prometheus text format' } },
    async (_request, reply) =>
      reply
        .type(metrics.contentType)
        .serializer(String)
        .send((await metrics.read()) as never),
  );
}
