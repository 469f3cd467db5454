import * as z from 'zod';
import { defined } from '../../defined.ts';
import { NotFoundError } from '../../errors.ts';
import {
  MAX_NOTEBOOK_BYTES,
  type NotebookFacts,
  notebookFacts,
  problem,
  sharedNotebook,
  shareId,
  uploadQuery,
} from '../../share/protocol.ts';
import type { App } from '../fastify-app.ts';
import { clientKey } from '../http/client-key.ts';
import { readIdempotencyKey } from '../http/idempotency-key.ts';
import { sendDownload } from '../http/send-download.ts';
import type { ServerContext } from '../server-context.ts';
import type { StoredNotebook } from '../store/store.ts';

const params = z.object({ shareId });
const NOTEBOOK_TYPES = ['application/json', 'application/x-ipynb+json'];

/** Upload, metadata, download and deletion of shared notebooks. */
export async function notebookRoutes(app: App, context: ServerContext): Promise<void> {
  const { shares, counter } = context;

  app.register(async (scope) => {
    // The notebook is stored byte for byte, so the body must not be parsed.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      NOTEBOOK_TYPES,
      { parseAs: 'buffer', bodyLimit: MAX_NOTEBOOK_BYTES },
      (_request, body, done) => done(null, body),
    );
    scope.post(
      '/api/notebook',
      {
        schema: {
          summary: 'Share a notebook. The body is the .ipynb file.',
          querystring: uploadQuery,
          consumes: NOTEBOOK_TYPES,
          response: { 201: sharedNotebook, '4xx': problem, '5xx': problem },
        },
      },
      async (request, reply) => {
        const query = request.query as z.infer<typeof uploadQuery>;
        const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const idempotency = readIdempotencyKey(request, bytes);
        const shared = await shares.share({
          bytes,
          origin: 'uploaded',
          visibility: query.visibility,
          ...defined({ ttl: query.ttl, idempotency }),
          links: context.linksFor(request),
          client: clientKey(request.ip),
        });
        return reply.code(201).send(shared);
      },
    );
  });

  app.get(
    '/api/notebook/:shareId',
    {
      schema: {
        summary: 'Get the metadata of a shared notebook',
        params,
        response: { 200: notebookFacts, '4xx': problem, '5xx': problem },
      },
    },
    async (request) => toFacts(await find(request.params.shareId), counter.pending(request.params.shareId)),
  );

  app.route({
    method: ['GET', 'HEAD'],
    url: '/api/notebook/download/:shareId',
    schema: { summary: 'Download a shared notebook, byte for byte as it was uploaded', params },
    handler: async (request, reply) => {
      const notebook = await find(request.params.shareId);
      return sendDownload(request, reply, notebook, context);
    },
  });

  app.delete(
    '/api/notebook/:shareId',
    {
      schema: {
        summary: 'Delete a shared notebook. Requires Authorization: Bearer <deletion token>.',
        params,
        response: { 204: z.null(), '4xx': problem, '5xx': problem },
      },
    },
    async (request, reply) => {
      const token = /^Bearer ([A-Za-z0-9_-]{1,200})$/.exec(request.headers.authorization ?? '')?.[1];
      const outcome = await shares.remove(request.params.shareId, token ?? '');
      if (outcome === 'removed') return reply.code(204).send(null);
      // Without the correct token, do not reveal whether the notebook exists.
      throw notFound(request.params.shareId);
    },
  );

  async function find(id: string): Promise<StoredNotebook> {
    const notebook = await shares.find(id);
    if (notebook === undefined) throw notFound(id);
    return notebook;
  }
}

const notFound = (id: string) =>
  new NotFoundError(`shared notebook ${id} not found, or the token is wrong`, {
    code: 'SHARE_NOT_FOUND',
    hint: 'Check the link. The notebook may have been deleted.',
  });

function toFacts(notebook: StoredNotebook, pendingDownloads: number): NotebookFacts {
  return {
    id: notebook.id,
    share_id: notebook.shareId,
    origin: notebook.origin,
    hf_model_id: notebook.modelId,
    created_at: notebook.createdAt,
    expires_at: notebook.expiresAt,
    download_count: notebook.downloadCount + pendingDownloads,
    visibility: notebook.visibility,
    size: notebook.size,
    metadata: notebook.metadata,
  };
}
