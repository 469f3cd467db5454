import type { FastifyRequest } from 'fastify';

/** Aborted if the client disconnects before it has the response. */
export function disconnectSignal(request: FastifyRequest): AbortSignal {
  const controller = new AbortController();
  request.raw.socket.once('close', () => controller.abort());
  return controller.signal;
}
