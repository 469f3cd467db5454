import type { FastifyRequest } from 'fastify';
import type { Links } from './http/links.ts';
import type { Metrics } from './http/metrics.ts';
import type { ListModels } from './hub/list-models.ts';
import type { HubTrouble } from './hub/watch-hub.ts';
import type { GenerateOrQueue } from './jobs/generate-or-queue.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { DownloadCounter } from './shares/download-counter.ts';
import type { Contents } from './shares/share-contents.ts';
import type { Shares } from './shares/shares.ts';
import type { Store } from './store/store.ts';

/** What every route works with. */
export interface ServerContext {
  store: Store;
  shares: Shares;
  counter: DownloadCounter;
  generateOrQueue: GenerateOrQueue;
  jobs: Jobs;
  /** Undefined where the Hub answers, as far as anybody has asked. */
  hubTrouble(): HubTrouble | undefined;
  metrics: Metrics;
  listModels: ListModels;
  contents: Contents;
  /** Base URL of the Hub, for links. */
  hubEndpoint: string;
  /** alacard's own. */
  version: string;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Links as the client reaches the server. */
  linksFor(request: FastifyRequest): Links;
}
