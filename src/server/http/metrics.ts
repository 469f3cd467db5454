import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Answer } from './watch-answers.ts';

export interface Metrics {
  contentType: string;
  read(): Promise<string>;
  /** Counts an answer by route and status. */
  count(answer: Answer): void;
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
    count({ method, route, status, ms }) {
      answers.inc({ method, route, status });
      seconds.observe({ method, route }, ms / 1_000);
    },
  };
}
