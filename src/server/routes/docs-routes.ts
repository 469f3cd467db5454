import type { App } from '../fastify-app.ts';

/** The OpenAPI document. */
export async function docsRoutes(app: App): Promise<void> {
  app.get('/api/docs/openapi.json', { schema: { hide: true } as never }, async (_request, reply) =>
    reply
      .type('application/json')
      .serializer(JSON.stringify)
      .send(app.swagger() as never),
  );
}
