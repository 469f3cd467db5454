import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createHub, type Hub, type HubOptions } from '../../src/hub/hub.ts';
import type { HubEvent } from '../../src/hub/hub-event.ts';
import { createTestClock, type TestClock } from '../test-clock.ts';

export const SHA = '0123456789abcdef0123456789abcdef01234567';

export interface Served {
  url: string;
  server: Server;
  /** Method, path and headers of each request, in order. */
  requests: { path: string; headers: IncomingMessage['headers'] }[];
}

/** A server on a free loopback port, closed when the test ends. */
export async function serve(
  handle: (request: IncomingMessage, response: ServerResponse, count: number) => void,
): Promise<Served> {
  const requests: Served['requests'] = [];
  const server = createServer((request, response) => {
    requests.push({ path: request.url!, headers: request.headers });
    handle(request, response, requests.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, requests };
}

export function sendJson(
  response: ServerResponse,
  value: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(value));
}

/** A hub with its own clock. */
export function openHub(options: Partial<HubOptions> & { endpoint: string }): {
  hub: Hub;
  events: HubEvent[];
  clock: TestClock;
  slept: number[];
} {
  const events: HubEvent[] = [];
  const clock = createTestClock();
  const hub = createHub({
    userAgent: 'alacard/test',
    onEvent: (event) => events.push(event),
    ...clock,
    ...options,
  });
  onTestFinished(() => hub.close());
  return { hub, events, clock, slept: clock.slept };
}

export async function makeFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'alacard-hub-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** What a promise is rejected with. */
export async function errorOf(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  try {
    await promise;
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
  throw new Error('was not rejected');
}
