import { createHash } from 'node:crypto';
import { readTemplate } from '../../package-root.ts';
import type { App } from '../fastify-app.ts';

const SCRIPT = 'text/javascript; charset=utf-8';
const ASSETS = {
  'style.css': 'text/css; charset=utf-8',
  'app.js': SCRIPT,
  'copy.js': SCRIPT,
  'generate.js': SCRIPT,
  'kept.js': SCRIPT,
  'search.js': SCRIPT,
  'icon.svg': 'image/svg+xml',
} as const;

/** Stylesheet, scripts and icon of the pages. */
export async function assetRoutes(app: App): Promise<void> {
  for (const [name, type] of Object.entries(ASSETS)) {
    const text = readTemplate(`web/${name}`);
    const etag = `"${createHash('sha256').update(text).digest('hex').slice(0, 16)}"`;
    app.get(`/assets/${name}`, { schema: { hide: true } as never }, async (request, reply) => {
      reply.header('etag', etag).header('cache-control', 'public, max-age=300');
      if (request.headers['if-none-match'] === etag) return reply.code(304).send();
      return reply
        .type(type)
        .serializer(String)
        .send(text as never);
    });
  }
}
