import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ResponseRecord } from './observe-responses.ts';

export interface Metrics {
  contentType: string;
  read(): Promise<string>;
  /** Counts a response by route and status. */
  count(response: ResponseRecord): void;
}

/** @param load number of running and waiting generate jobs */
export function createMetrics(load: () => { running: number; waiting: number }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const labelNames = ['method', 'route', 'status'] as const;
  const responses = new Counter({
    name: 'alacard_http_requests_total',
    help: 'HTTP responses by route and status.',
    labelNames,
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'alacard_http_request_duration_seconds',
    help: 'Response time in seconds.',
    labelNames: ['method', 'route'],
    buckets: [0.002, 0.01, 0.05, 0.25, 1, 5, 30, 120],
    registers: [registry],
  });
  new Gauge({
    name: 'alacard_generate_jobs',
    help: 'Notebooks being generated or waiting.',
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
    count({ method, route, status, ms }) {
      responses.inc({ method, route, status });
      seconds.observe({ method, route }, ms / 1_000);
    },
  };
}
