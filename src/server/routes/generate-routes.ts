import { PassThrough } from 'node:stream';
import { defined } from '../../defined.ts';
import { generatedNotebook, generateRequest, job, problem, unsharedNotebook } from '../../share/protocol.ts';
import type { App } from '../fastify-app.ts';
import { clientKey } from '../http/client-key.ts';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { readIdempotencyKey } from '../http/idempotency-key.ts';
import { toProblem } from '../http/problem.ts';
import type { ServerContext } from '../server-context.ts';
import { setJobHeaders } from './job-routes.ts';

/** `POST /api/notebook/generate`: responds with the notebook, or streams progress events. */
export async function generateRoutes(app: App, context: ServerContext): Promise<void> {
  app.post(
    '/api/notebook/generate',
    {
      schema: {
        summary:
          "Generate a model's notebook and share it. With Accept: text/event-stream, progress is streamed. " +
          '200: generated, but not shared because the store is unavailable. 202: queued until the Hub is available.',
        body: generateRequest,
        response: {
          201: generatedNotebook,
          200: unsharedNotebook,
          202: job,
          '4xx': problem,
          '5xx': problem,
        },
      },
    },
    async (request, reply) => {
      const signal = disconnectSignal(reply);
      const idempotency = readIdempotencyKey(request, Buffer.from(JSON.stringify(request.body)));
      const shareRequest = {
        body: request.body,
        signal,
        links: context.linksFor(request),
        client: clientKey(request.ip),
        ...defined({ idempotency }),
      };
      if (!/\btext\/event-stream\b/.test(request.headers.accept ?? '')) {
        const result = await context.generateOrQueue(shareRequest);
        if ('task_id' in result) {
          setJobHeaders(reply, result, context.now());
          return reply.code(202).header('location', result.task_url).send(result);
        }
        return result.share_id === null ? reply.code(200).send(result) : reply.code(201).send(result);
      }
      const stream = new PassThrough();
      const send = (event: string, data: unknown) =>
        stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      // Async, so that an error that is thrown before the first step also becomes an event.
      const run = async () =>
        context.generateOrQueue({ ...shareRequest, onStep: (step) => send('step', { step }) });
      run()
        .then((result) => send('task_id' in result ? 'queued' : 'done', result))
        .catch((error: unknown) => {
          const problem = toProblem(error);
          if (problem.status >= 500) request.log.error({ err: error }, 'generate failed');
          send('problem', problem);
        })
        .finally(() => stream.end());
      return reply
        .type('text/event-stream')
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .serializer(String)
        .send(stream as never);
    },
  );
}
