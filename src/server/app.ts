import { randomUUID } from 'node:crypto';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyRequest, type FastifyServerOptions, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Pool } from 'pg';
import { defined } from '../defined.ts';
import { NotFoundError, UsageError } from '../errors.ts';
import type { Hub } from '../hub/hub.ts';
import type { App } from './fastify-app.ts';
import { describeApi } from './http/describe-api.ts';
import { linksBelow } from './http/links.ts';
import { createMetrics } from './http/metrics.ts';
import { handleApiError } from './http/problem.ts';
import { addRateLimits, DEFAULT_LIMITS, type RateLimits } from './http/rate-limits.ts';
import { addSecurityHeaders } from './http/security-headers.ts';
import { createLogger, type LogOptions, logAnswer } from './http/server-log.ts';
import { watchAnswers } from './http/watch-answers.ts';
import { createModelLists } from './hub/list-models.ts';
import { describeModel } from './hub/model-details.ts';
import { watchHub } from './hub/watch-hub.ts';
import { createGenerateOrQueue } from './jobs/generate-or-queue.ts';
import { createGenerateShare } from './jobs/generate-share.ts';
import { createJobs, type JobTimes } from './jobs/jobs.ts';
import { type RenderNotebook, renderNotebook } from './pages/render-notebook.ts';
import { assetRoutes } from './routes/asset-routes.ts';
import { docsRoutes } from './routes/docs-routes.ts';
import { generateRoutes } from './routes/generate-routes.ts';
import { healthRoutes } from './routes/health-routes.ts';
import { jobRoutes } from './routes/job-routes.ts';
import { modelRoutes } from './routes/model-routes.ts';
import { notebookRoutes } from './routes/notebook-routes.ts';
import { handlePageError, pageRoutes } from './routes/page-routes.ts';
import { statsRoutes } from './routes/stats-routes.ts';
import type { ServerContext } from './server-context.ts';
import { createDownloadCounter } from './shares/download-counter.ts';
import { startJanitor } from './shares/janitor.ts';
import { createContents } from './shares/share-contents.ts';
import { createShares } from './shares/shares.ts';
import { rememberShares } from './store/remember-shares.ts';
import type { Store } from './store/store.ts';

export interface AppOptions {
  store: Store;
  hub: Hub;
  hubEndpoint: string;
  version: string;
  /** As people reach the server, without a trailing slash; default: as the request names it. */
  publicUrl?: string;
  /** Proxies whose X-Forwarded-* headers count; default none. */
  trustProxy?: FastifyServerOptions['trustProxy'];
  /** Bytes of all contents together. */
  quotaBytes?: number;
  /** Seconds that a share lasts where nobody says; absent: for ever. */
  defaultTtl?: number;
  limits?: RateLimits;
  /** Where the limit of writes is counted for all servers together; absent: here. */
  pool?: Pool;
  /** Absent: none. */
  log?: LogOptions;
  taskTimes?: JobTimes;
  /** How a notebook's cells become markup; default: cleaned of all that could run. */
  renderNotebook?: RenderNotebook;
  now?: () => number;
  monotonicNow?: () => number;
}

const ROUTES = [
  notebookRoutes,
  generateRoutes,
  jobRoutes,
  modelRoutes,
  statsRoutes,
  healthRoutes,
  docsRoutes,
  assetRoutes,
  pageRoutes,
];

/** A client that sends or reads a byte now and then must not hold a connection for ever. In ms. */
const PATIENCE = {
  requestTimeout: 60_000,
  connectionTimeout: 120_000,
  http: { headersTimeout: 15_000, connectionsCheckingInterval: 2_000 },
};
/** Given here rather than set on the app, so that Fastify never loads its own compilers; its types know only those. */
const ZOD = {
  compilersFactory: {
    buildValidator: () => validatorCompiler as never,
    buildSerializer: () => serializerCompiler as never,
  },
};
const SMALL_BODY = 16 * 1024;
const QUOTA_BYTES = 10_000_000_000;

/** The share server as an app that listens nowhere yet: a test injects requests, `serve` listens. */
export async function createApp(options: AppOptions): Promise<App> {
  const { hubEndpoint, version, now = Date.now, quotaBytes = QUOTA_BYTES, defaultTtl } = options;
  const store = rememberShares(options.store, options.monotonicNow ?? (() => performance.now()));
  const app = Fastify({
    bodyLimit: SMALL_BODY,
    trustProxy: options.trustProxy ?? false,
    logger: options.log !== undefined && createLogger(options.log),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'id' }),
    genReqId: () => randomUUID(),
    ...PATIENCE,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { maxParamLength: 300 },
    schemaController: ZOD,
  }).withTypeProvider<ZodTypeProvider>();
  // A form of another site could send that.
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler(handleApiError);
  app.setNotFoundHandler((request, reply) => {
    const error = new NotFoundError(`there is nothing at ${request.url.slice(0, 200)}`, {
      code: 'PATH_NOT_FOUND',
    });
    const isPage = !request.url.startsWith('/api/') && /\btext\/html\b/.test(request.headers.accept ?? '');
    return isPage ? handlePageError(error, request, reply) : handleApiError(error, request, reply);
  });

  const { hub, trouble } = watchHub(options.hub, now, (found) =>
    found === undefined
      ? app.log.info('the Hub answers again')
      : app.log.warn({ reason: found.reason }, 'the Hub does not answer'),
  );
  const counter = createDownloadCounter(store);
  const shares = createShares({
    store,
    quotaBytes,
    now,
    describeModel: (id) => describeModel(hub, id),
    ...defined({ defaultTtl }),
  });
  const generateShare = createGenerateShare({ hub, shares, endpoint: hubEndpoint, version });
  const tasks = createJobs({
    store,
    generateShare,
    now,
    log: app.log,
    ...(options.taskTimes && { times: options.taskTimes }),
  });
  const metrics = createMetrics(generateShare.load);
  const context: ServerContext = {
    store,
    shares,
    generateOrQueue: createGenerateOrQueue(generateShare, tasks),
    jobs: tasks,
    hubTrouble: trouble,
    metrics,
    counter,
    listModels: createModelLists(hub, now),
    contents: createContents(store, options.renderNotebook ?? renderNotebook),
    hubEndpoint,
    version,
    now,
    linksFor: createLinksFor(options.publicUrl),
  };
  let stopJanitor: (() => void) | undefined;
  app.addHook('onReady', async () => {
    tasks.start();
    stopJanitor = startJanitor(store, now, app.log);
  });
  app.addHook('onClose', async () => {
    stopJanitor?.();
    await tasks.stop();
    await counter.close();
  });
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    // What has arrived together is read first and answered then: answers that leave in a row cost the system less.
    setImmediate(done);
  });
  watchAnswers(app, (answer) => {
    logAnswer(app.log, answer);
    metrics.count(answer);
  });
  addSecurityHeaders(app);
  addRateLimits(app, options.limits ?? DEFAULT_LIMITS, options.pool);
  await app.register(swagger, describeApi(version));
  for (const routes of ROUTES) await routes(app, context);
  return app;
}

/** A name or an address, and maybe a port: nothing that would put a link elsewhere. */
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** Links below the public URL, else below the origin that the request names: mostly the one before. */
function createLinksFor(publicUrl: string | undefined): ServerContext['linksFor'] {
  let last = linksBelow(publicUrl ?? '');
  return (request) => {
    if (publicUrl !== undefined || last.base === `${request.protocol}://${request.host}`) return last;
    last = linksBelow(originOf(request));
    return last;
  };
}

function originOf({ protocol, host }: FastifyRequest): string {
  const origin = `${protocol}://${host}`;
  if (HOST.test(host) && URL.canParse(origin)) return origin;
  throw new UsageError('the Host header names no host');
}
