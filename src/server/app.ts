import { randomUUID } from 'node:crypto';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyServerOptions, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Pool } from 'pg';
import { defined } from '../defined.ts';
import { NotFoundError } from '../errors.ts';
import type { Hub } from '../hub/hub.ts';
import type { App } from './fastify-app.ts';
import { addCrossSiteCheck } from './http/cross-site.ts';
import { describeApi } from './http/describe-api.ts';
import { addHostCheck } from './http/host-check.ts';
import { createLinks } from './http/links.ts';
import { createMetrics } from './http/metrics.ts';
import { observeResponses } from './http/observe-responses.ts';
import { handleApiError } from './http/problem.ts';
import { addRateLimits, DEFAULT_LIMITS, type RateLimits } from './http/rate-limits.ts';
import { addSecurityHeaders } from './http/security-headers.ts';
import { createLogger, type LogOptions, logResponse } from './http/server-log.ts';
import { createHubFor, DEFAULT_HUB_BUDGET, type HubBudget } from './hub/hub-budget.ts';
import { createModelLists } from './hub/list-models.ts';
import { describeModel } from './hub/model-details.ts';
import { watchHub } from './hub/watch-hub.ts';
import { createGenerateOrQueue } from './jobs/generate-or-queue.ts';
import { createGenerateShare } from './jobs/generate-share.ts';
import { createJobs, type JobTimes } from './jobs/jobs.ts';
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
import { createContentCache } from './shares/content-cache.ts';
import { createDownloadCounter } from './shares/download-counter.ts';
import { startJanitor } from './shares/janitor.ts';
import { createShares } from './shares/shares.ts';
import { withShareCache } from './store/share-cache.ts';
import type { Store } from './store/store.ts';
import { createWorkerPool, type WorkerOptions } from './workers/worker-pool.ts';

export interface AppOptions {
  store: Store;
  hub: Hub;
  hubEndpoint: string;
  version: string;
  /** Public URL of the server, without a trailing slash. Defaults to the origin of each request. */
  publicUrl?: string;
  /** Additional hosts that the server accepts, without a port. */
  allowedHosts?: readonly string[];
  /** Proxies whose X-Forwarded-* headers are trusted. Defaults to none. */
  trustProxy?: FastifyServerOptions['trustProxy'];
  /** Limit on the total size of all notebooks. */
  quotaBytes?: number;
  /** Lifetime of a share in seconds, if the request has none. Defaults to no expiry. */
  defaultTtl?: number;
  limits?: RateLimits;
  hubBudget?: HubBudget;
  /** How long a list or an upload waits for the Hub, in ms. Defaults to 4 s. */
  maxHubWaitMs?: number;
  /** Counts writes across all servers. Defaults to counting in this process. */
  pool?: Pool;
  /** Defaults to no logging. */
  log?: LogOptions;
  jobTimes?: JobTimes;
  workers: WorkerOptions;
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

/** In ms. Prevents slow clients from holding connections open forever. */
const TIMEOUTS = {
  requestTimeout: 60_000,
  connectionTimeout: 120_000,
  http: { headersTimeout: 15_000, connectionsCheckingInterval: 2_000 },
};
/**
 * These are passed here instead of through the setters so that Fastify never loads its own compilers. The casts are
 * needed because its types allow only its own compilers.
 */
const ZOD = {
  compilersFactory: {
    buildValidator: () => validatorCompiler as never,
    buildSerializer: () => serializerCompiler as never,
  },
};
const DEFAULT_HUB_WAIT_MS = 4_000;
const DEFAULT_BODY_LIMIT = 16 * 1024;
const DEFAULT_QUOTA_BYTES = 10_000_000_000;

/** Creates the share server without listening. `serve` starts listening; tests inject requests. */
export async function createApp(options: AppOptions): Promise<App> {
  const { hubEndpoint, version, now = Date.now, quotaBytes = DEFAULT_QUOTA_BYTES, defaultTtl } = options;
  const { maxHubWaitMs = DEFAULT_HUB_WAIT_MS } = options;
  const store = withShareCache(options.store, options.monotonicNow ?? (() => performance.now()));
  const app = Fastify({
    bodyLimit: DEFAULT_BODY_LIMIT,
    trustProxy: options.trustProxy ?? false,
    logger: options.log !== undefined && createLogger(options.log),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'id' }),
    genReqId: () => randomUUID(),
    ...TIMEOUTS,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { maxParamLength: 300 },
    schemaController: ZOD,
  }).withTypeProvider<ZodTypeProvider>();
  // A form on another site could send text/plain without a CORS preflight.
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler(handleApiError);
  app.setNotFoundHandler((request, reply) => {
    const error = new NotFoundError(`${request.url.slice(0, 200)} not found`, {
      code: 'PATH_NOT_FOUND',
    });
    const isPage = !request.url.startsWith('/api/') && /\btext\/html\b/.test(request.headers.accept ?? '');
    return isPage ? handlePageError(error, request, reply) : handleApiError(error, request, reply);
  });

  const { hub, outage } = watchHub(options.hub, now, (current) =>
    current === undefined
      ? app.log.info('the Hub is available again')
      : app.log.warn({ reason: current.reason }, 'the Hub is unavailable'),
  );
  const hubFor = createHubFor(hub, options.hubBudget ?? DEFAULT_HUB_BUDGET);
  const counter = createDownloadCounter(store);
  const workers = createWorkerPool(options.workers, app.log);
  const contents = createContentCache(store, workers);
  const shares = createShares({
    store,
    workers,
    contents,
    quotaBytes,
    now,
    describeModel: (id, client) => describeModel(hubFor(client), id, maxHubWaitMs),
    ...defined({ defaultTtl }),
  });
  const generateShare = createGenerateShare({ hubFor, shares, workers, endpoint: hubEndpoint, version });
  const jobs = createJobs({
    store,
    generateShare,
    now,
    log: app.log,
    ...(options.jobTimes && { times: options.jobTimes }),
  });
  const metrics = createMetrics(generateShare.load);
  const context: ServerContext = {
    store,
    shares,
    generateOrQueue: createGenerateOrQueue(generateShare, jobs),
    jobs,
    hubOutage: outage,
    metrics,
    counter,
    listModels: createModelLists(hubFor, now, maxHubWaitMs),
    contents,
    hubEndpoint,
    version,
    now,
    linksFor: createLinksFor(options.publicUrl),
  };
  let stopJanitor: (() => void) | undefined;
  app.addHook('onReady', async () => {
    workers.start();
    jobs.start();
    stopJanitor = startJanitor(store, now, app.log);
  });
  app.addHook('onClose', async () => {
    stopJanitor?.();
    await jobs.stop();
    await counter.close();
    workers.close();
  });
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    // Reads all requests that arrived together before responding to any, because sending responses in a row takes less
    // CPU.
    setImmediate(done);
  });
  observeResponses(app, (response) => {
    logResponse(app.log, response);
    metrics.count(response);
  });
  addSecurityHeaders(app);
  addHostCheck(app, options.publicUrl, options.allowedHosts ?? []);
  addCrossSiteCheck(app, options.publicUrl);
  addRateLimits(app, options.limits ?? DEFAULT_LIMITS, options.pool);
  await app.register(swagger, describeApi(version));
  for (const routes of ROUTES) await routes(app, context);
  return app;
}

/**
 * Links under the public URL, or under the request's origin if there is none. Caches the last one, since it rarely
 * changes.
 */
function createLinksFor(publicUrl: string | undefined): ServerContext['linksFor'] {
  let last = createLinks(publicUrl ?? '');
  return (request) => {
    const origin = `${request.protocol}://${request.host}`;
    if (publicUrl === undefined && last.base !== origin) last = createLinks(origin);
    return last;
  };
}
