import type { FastifyRequest } from 'fastify';

/** A signal that is aborted if the client disconnects before it has received the response. */
export function disconnectSignal(request: FastifyRequest): AbortSignal {
  const controller = new AbortController();
  request.raw.socket.once('close', () => controller.abort());
  return controller.signal;
}
