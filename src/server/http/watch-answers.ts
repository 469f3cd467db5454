import type { App } from '../fastify-app.ts';

export interface Answer {
  id: string;
  method: string;
  /** The route's pattern, never its path; `none` where there is none. */
  route: string;
  status: number;
  /** Time to the answer. */
  ms: number;
  /** The client did not wait for its end. */
  aborted: boolean;
}

/** Tells of each answer once it is sent, or its client is gone. */
export function watchAnswers(app: App, tell: (answer: Answer) => void): void {
  app.addHook('onResponse', (request, reply, done) => {
    tell({
      id: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: reply.elapsedTime,
      aborted: !reply.raw.writableFinished,
    });
    done();
  });
}
