import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { defined } from '../../defined.ts';
import { isAlacardError, NotFoundError, type UnavailableError } from '../../errors.ts';
import type { Problem } from '../../share/protocol.ts';

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  410: 'Gone',
  413: 'Content too large',
  415: 'Unsupported media type',
  421: 'Misdirected request',
  422: 'Unprocessable content',
  429: 'Too many requests',
  500: 'Internal server error',
  503: 'Service unavailable',
  507: 'Insufficient storage',
};

/** Converts any error into the body that the client receives. Internal details stay in the log. */
export function toProblem(error: unknown): Problem {
  if (isAlacardError(error)) {
    const nearMatches = error instanceof NotFoundError ? error.nearMatches : [];
    return {
      ...base(error.httpStatus, error.code),
      detail: error.message,
      ...defined({ hint: error.hint }),
      ...(nearMatches.length > 0 && { near_matches: nearMatches }),
    };
  }
  const { statusCode = 500, message, validation } = error as FastifyError;
  if (validation !== undefined) return { ...base(400, 'USAGE'), detail: message };
  if (statusCode === 413)
    return { ...base(413, 'NOTEBOOK_TOO_LARGE'), detail: 'The request body is too large.' };
  if (statusCode >= 400 && statusCode < 500) return { ...base(statusCode, 'USAGE'), detail: message };
  return { ...base(500, 'INTERNAL'), detail: 'Unexpected error. The server log has the details.' };
}

const base = (status: number, code: string): Problem => ({
  type: 'about:blank',
  title: TITLES[status] ?? 'Error',
  status,
  code,
});

function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.code(problem.status).type('application/problem+json').serializer(JSON.stringify).send(problem);
}

/** Fastify's error handler for the API. */
export function handleApiError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const problem = toProblem(error);
  if (problem.status >= 500) request.log.error({ err: error }, 'request failed');
  setErrorHeaders(reply, problem, error);
  return sendProblem(reply, problem);
}

/** Adds Retry-After to a 429 or 503, and keeps the connection of a 413. */
export function setErrorHeaders(reply: FastifyReply, { status }: Problem, error: Error): void {
  // Fastify would close the connection. A client that is still sending would then often miss the response. Without the
  // header, Node discards the rest of the body, for as long as a request may take.
  if (status === 413) reply.removeHeader('connection');
  if (status !== 503 && status !== 429) return;
  const { retryAfterMs = 10_000 } = error as Partial<UnavailableError>;
  reply.header('retry-after', Math.ceil(retryAfterMs / 1_000));
}
