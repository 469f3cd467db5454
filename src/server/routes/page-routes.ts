import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { defined } from '../../defined.ts';
import { safeFileName } from '../../encode/file-name.ts';
import { NotFoundError, UsageError } from '../../errors.ts';
import { findCategory } from '../../hub/models/categories.ts';
import { type GenerateRequestBody, generateRequest, type NotebookOrigin } from '../../share/protocol.ts';
import type { App } from '../fastify-app.ts';
import { clientKey } from '../http/client-key.ts';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { setErrorHeaders, toProblem } from '../http/problem.ts';
import { sendPage } from '../http/send-page.ts';
import { createLruCache } from '../lru-cache.ts';
import { apiPage, galleryPage, generatorPage, homePage, problemPage } from '../pages/pages.ts';
import { sharePage } from '../pages/share-page.ts';
import type { ServerContext } from '../server-context.ts';
import { jobPageRoute } from './job-page-routes.ts';

const HIDDEN = { hide: true } as never;
const text = (maxLength: number) => z.string().trim().max(maxLength).catch('');
const generatorQuery = z.object({ q: text(200), category: text(100) });
const galleryQuery = z.object({ sort: z.enum(['recent', 'downloads']).catch('recent') });
const GALLERY_ROWS = 60;
const SHARE_PAGES_BYTES = 32_000_000;

/** HTML pages. Each works without JavaScript. */
export async function pageRoutes(app: App, context: ServerContext): Promise<void> {
  const sharePages = createLruCache<{ origin: NotebookOrigin; downloads: number; page: Buffer }>(
    SHARE_PAGES_BYTES,
    ({ page }) => page.length,
  );
  await app.register(async (pages) => {
    pages.setErrorHandler(handlePageError);
    pages.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );

    pages.get('/', { schema: HIDDEN }, async (request, reply) =>
      sendPage(reply, homePage(await context.listModels({ limit: 12 }, clientKey(request.ip)))),
    );

    pages.get('/generate', { schema: HIDDEN }, async (request, reply) => {
      const { q, category } = generatorQuery.parse(request.query);
      const found = findCategory(category);
      const list = await context.listModels(
        { limit: 24, words: q, ...defined({ category: found }) },
        clientKey(request.ip),
      );
      return sendPage(reply, generatorPage(list, { words: q, category }));
    });

    pages.post('/generate', { schema: HIDDEN }, async (request, reply) => {
      const body = parseForm(request.body);
      const result = await context.generateOrQueue({
        body,
        signal: disconnectSignal(reply),
        links: context.linksFor(request),
        client: clientKey(request.ip),
      });
      if ('task_id' in result) return reply.redirect(`/tasks/${result.task_id}`, 303);
      if (result.share_id !== null) return reply.redirect(`/s/${result.share_id}`, 303);
      const name = safeFileName(
        `alacard-${result.model_id.slice(result.model_id.lastIndexOf('/') + 1)}.ipynb`,
      );
      return reply
        .header('content-disposition', `attachment; filename="${name}"`)
        .type('application/x-ipynb+json')
        .send(result.notebook);
    });

    pages.get<{ Params: { shareId: string } }>('/s/:shareId', { schema: HIDDEN }, async (request, reply) => {
      const { shareId } = request.params;
      const notebook = await context.shares.find(shareId);
      if (notebook === undefined) throw shareNotFound();
      const links = context.linksFor(request);
      const downloads = notebook.downloadCount + context.counter.pending(shareId);
      const url = links.shareUrl(shareId);
      const cached = sharePages.get(url);
      // The rest of the page never changes.
      if (cached?.downloads === downloads && cached.origin === notebook.origin)
        return sendPage(reply, cached.page);
      const rendered = await context.contents.render(notebook.contentHash, clientKey(request.ip));
      if (rendered === undefined) throw shareNotFound();
      const { cells, isTemporary } = rendered;
      const { hubEndpoint } = context;
      const page = Buffer.from(sharePage({ notebook, cells, links, hubEndpoint, downloads }));
      if (!isTemporary) sharePages.set(url, { origin: notebook.origin, downloads, page });
      return sendPage(reply, page);
    });

    pages.get('/gallery', { schema: HIDDEN }, async (request, reply) => {
      const { sort } = galleryQuery.parse(request.query);
      const now = new Date(context.now()).toISOString();
      const [notebooks, stats] = await Promise.all([
        context.store.list({ sort, limit: GALLERY_ROWS, offset: 0 }, now),
        context.store.stats(now),
      ]);
      return sendPage(reply, galleryPage(notebooks, sort, stats));
    });

    jobPageRoute(pages, context);

    pages.get('/api/docs', { schema: HIDDEN }, async (_request, reply) =>
      sendPage(reply, apiPage(app.swagger() as Parameters<typeof apiPage>[0])),
    );
  });
}

const shareNotFound = () =>
  new NotFoundError('Shared notebook not found.', {
    code: 'SHARE_NOT_FOUND',
    hint: 'Check the link. The notebook may have been deleted.',
  });

function parseForm(form: unknown): GenerateRequestBody {
  const parsed = generateRequest.safeParse(form);
  if (parsed.success) return parsed.data;
  throw new UsageError('Invalid model id.', {
    hint: 'Use owner/name, such as openai-community/gpt2.',
  });
}

export function handlePageError(error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error);
  if (problem.status >= 500) request.log.error({ err: error }, 'page failed');
  setErrorHeaders(reply, problem, error);
  return sendPage(reply, problemPage(problem), problem.status);
}
