import type { FastifyBaseLogger } from 'fastify';
import { redactSecrets } from '../../encode/secrets.ts';
import { isAlacardError } from '../../errors.ts';
import type { Answer } from './watch-answers.ts';

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogOptions {
  level: LogLevel;
  /** Takes one line of JSON with its newline. */
  write(line: string): void;
}

/** Asked every few seconds by machines: told at debug alone. */
const PROBES = new Set(['/healthz', '/readyz', '/metrics']);

/** How the line of an answer ends, and no other: nothing in it is a client's to choose. */
const ANSWERED = ',"msg":"answered"}\n';

/**
 * Fastify's logger, a line of JSON an event. Nothing that a client sent is logged but its method: no path, query,
 * header or body. What an error's text may hold is cut: tokens, and the password of a URL.
 */
export function createLogger({ level, write }: LogOptions) {
  return {
    level,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (name: string) => ({ level: name }) },
    serializers: { err: describeError, req: () => ({}), res: () => ({}) },
    stream: {
      write: (line: string) => write(line.endsWith(ANSWERED) ? line : redactPasswords(redactSecrets(line))),
    },
  };
}

/** A line for an answer: its id, method, route, status and time. */
export function logAnswer(log: FastifyBaseLogger, { id, method, route, status, ms, aborted }: Answer): void {
  const level = status >= 500 ? 'error' : PROBES.has(route) ? 'debug' : 'info';
  const facts = { id, method, route, status, ms: Math.round(ms * 10) / 10 };
  log[level](aborted ? { ...facts, aborted } : facts, 'answered');
}

interface LoggedError {
  [key: string]: unknown;
  type: string;
  message: string;
  stack: string;
  code?: string;
  cause?: LoggedError;
}

/** By name, never all that an error has: a driver's holds the query's parameters. */
function describeError(error: Error & { code?: unknown }): LoggedError {
  const { name, message, code, stack = '', cause } = error;
  return {
    // Bundled classes have lost their names.
    type: isAlacardError(error) ? 'AlacardError' : name,
    message,
    stack,
    ...(typeof code === 'string' && { code }),
    ...(cause instanceof Error && { cause: describeError(cause) }),
  };
}

const redactPasswords = (text: string) =>
  text.includes('://') ? text.replace(/(\w:\/\/[^\s:@/"]*):[^\s@/"]+@/g, '$1:...@') : text;
