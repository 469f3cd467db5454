import { PassThrough } from 'node:stream';
import { defined } from '../../defined.ts';
import { generatedNotebook, generateRequest, job, problem, unsharedNotebook } from '../../share/protocol.ts';
import type { App } from '../fastify-app.ts';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { readIdempotencyKey } from '../http/idempotency-key.ts';
import { toProblem } from '../http/problem.ts';
import type { ServerContext } from '../server-context.ts';
import { setJobHeaders } from './job-routes.ts';

/** `POST /api/notebook/generate`: waits for the notebook, or streams the steps to it. */
export async function generateRoutes(app: App, context: ServerContext): Promise<void> {
  app.post(
    '/api/notebook/generate',
    {
      schema: {
        summary:
          "Make a model's notebook and share it; with Accept: text/event-stream, its steps are streamed first. " +
          '200: made, and not shared, since the store does not answer. 202: made once the Hub answers',
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
      const signal = disconnectSignal(request);
      const idempotency = readIdempotencyKey(request, Buffer.from(JSON.stringify(request.body)));
      const asked = {
        body: request.body,
        signal,
        links: context.linksFor(request),
        ...defined({ idempotency }),
      };
      if (!/\btext\/event-stream\b/.test(request.headers.accept ?? '')) {
        const answer = await context.generateOrQueue(asked);
        if ('task_id' in answer) {
          setJobHeaders(reply, answer, context.now());
          return reply.code(202).header('location', answer.task_url).send(answer);
        }
        return answer.share_id === null ? reply.code(200).send(answer) : reply.code(201).send(answer);
      }
      const stream = new PassThrough();
      const send = (event: string, data: unknown) =>
        stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      // In an async function, so that a refusal before the first step is an event too.
      const run = async () => context.generateOrQueue({ ...asked, onStep: (step) => send('step', { step }) });
      run()
        .then((answer) => send('task_id' in answer ? 'queued' : 'done', answer))
        .catch((error: unknown) => {
          const told = toProblem(error);
          if (told.status >= 500) request.log.error({ err: error }, 'generate failed');
          send('problem', told);
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
