import type { App } from '../fastify-app.ts';

export interface ResponseRecord {
  id: string;
  method: string;
  /** The route's pattern, never the path. `none` if no route matched. */
  route: string;
  status: number;
  /** Response time. */
  ms: number;
  /** Whether the client disconnected before the response was complete. */
  aborted: boolean;
}

/** Calls `onResponse` once a response is sent or its client has disconnected. */
export function observeResponses(app: App, onResponse: (response: ResponseRecord) => void): void {
  app.addHook('onResponse', (request, reply, done) => {
    onResponse({
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
