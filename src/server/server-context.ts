import type { FastifyRequest } from 'fastify';
import type { Links } from './http/links.ts';
import type { Metrics } from './http/metrics.ts';
import type { ListModels } from './hub/list-models.ts';
import type { HubOutage } from './hub/watch-hub.ts';
import type { GenerateOrQueue } from './jobs/generate-or-queue.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { ContentCache } from './shares/content-cache.ts';
import type { DownloadCounter } from './shares/download-counter.ts';
import type { Shares } from './shares/shares.ts';
import type { Store } from './store/store.ts';

/** The services that routes use. */
export interface ServerContext {
  store: Store;
  shares: Shares;
  counter: DownloadCounter;
  generateOrQueue: GenerateOrQueue;
  jobs: Jobs;
  /** Undefined if the last response came from the Hub, or if there has been no response yet. */
  hubOutage(): HubOutage | undefined;
  metrics: Metrics;
  listModels: ListModels;
  contents: ContentCache;
  /** Base URL of the Hub, for links. */
  hubEndpoint: string;
  /** alacard's version. */
  version: string;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Links that use the same origin as the client. */
  linksFor(request: FastifyRequest): Links;
}
