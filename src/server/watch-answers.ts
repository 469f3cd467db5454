import type { App } from './server-context.ts';

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

/** Tells of answers once all that can be sent at the moment is sent: no client waits for it. */
export function watchAnswers(app: App, tell: (answer: Answer) => void): void {
  let untold: Answer[] = [];

  function tellAll(): void {
    const answers = untold;
    untold = [];
    for (const answer of answers) tell(answer);
  }

  app.addHook('onResponse', (request, reply, done) => {
    if (untold.length === 0) setImmediate(tellAll);
    untold.push({
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
