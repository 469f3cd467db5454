import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { App } from './server-context.ts';

export interface Metrics {
  contentType: string;
  read(): Promise<string>;
  /** Counts the app's answers by route and status. */
  watch(app: App): void;
}

/** `load` is what the generator has to do. */
export function createMetrics(load: () => { running: number; waiting: number }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const labelNames = ['method', 'route', 'status'] as const;
  const answers = new Counter({
    name: 'alacard_http_requests_total',
    help: 'Answers by route and status.',
    labelNames,
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'alacard_http_request_duration_seconds',
    help: 'Time to an answer.',
    labelNames: ['method', 'route'],
    buckets: [0.002, 0.01, 0.05, 0.25, 1, 5, 30, 120],
    registers: [registry],
  });
  new Gauge({
    name: 'alacard_generate_jobs',
    help: 'Notebooks that are made and that wait.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { running, waiting } = load();
      this.set({ state: 'running' }, running);
      this.set({ state: 'waiting' }, waiting);
    },
  });
  return {
    contentType: registry.contentType,
    read: () => registry.metrics(),
    watch: (app) =>
      app.addHook('onResponse', (request, reply, done) => {
        // The route's pattern, never its path: a label for each path would grow without end.
        const route = request.routeOptions.url ?? 'none';
        answers.inc({ method: request.method, route, status: reply.statusCode });
        seconds.observe({ method: request.method, route }, reply.elapsedTime / 1_000);
        done();
      }),
  };
}
