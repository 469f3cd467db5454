import type { FastifyBaseLogger } from 'fastify';
import { redactSecrets } from '../../encode/secrets.ts';
import { isAlacardError } from '../../errors.ts';
import type { ResponseRecord } from './observe-responses.ts';
import { PROBES } from './probe-routes.ts';

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogOptions {
  level: LogLevel;
  /** Receives a line of JSON, including its newline. */
  write(line: string): void;
}

/** Only the log line of a response ends like this. Clients do not control any field in that line. */
const RESPONSE_LINE_END = ',"msg":"request completed"}\n';

/**
 * Options of Fastify's logger: one line of JSON per event. A request's method and route are logged, but not its path,
 * query, headers or body. Tokens and passwords in URLs are redacted from error messages.
 */
export function createLogger({ level, write }: LogOptions) {
  return {
    level,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (name: string) => ({ level: name }) },
    serializers: { err: describeError, req: () => ({}), res: () => ({}) },
    stream: {
      write: (line: string) =>
        write(line.endsWith(RESPONSE_LINE_END) ? line : redactPasswords(redactSecrets(line))),
    },
  };
}

/** Logs a response with its id, method, route, status and time. Probes are logged only at debug level. */
export function logResponse(
  log: FastifyBaseLogger,
  { id, method, route, status, ms, aborted }: ResponseRecord,
): void {
  const level = status >= 500 ? 'error' : PROBES.has(route) ? 'debug' : 'info';
  const facts = { id, method, route, status, ms: Math.round(ms * 10) / 10 };
  log[level](aborted ? { ...facts, aborted } : facts, 'request completed');
}

interface LoggedError {
  [key: string]: unknown;
  type: string;
  message: string;
  stack: string;
  code?: string;
  cause?: LoggedError;
}

/** Only these fields are logged, because errors from database drivers also contain the query's parameters. */
function describeError(error: Error & { code?: unknown }): LoggedError {
  const { name, message, code, stack = '', cause } = error;
  return {
    // Bundling renames classes.
    type: isAlacardError(error) ? 'AlacardError' : name,
    message,
    stack,
    ...(typeof code === 'string' && { code }),
    ...(cause instanceof Error && { cause: describeError(cause) }),
  };
}

const redactPasswords = (text: string) =>
  text.includes('://') ? text.replace(/(\w:\/\/[^\s:@/"]*):[^\s@/"]+@/g, '$1:...@') : text;
