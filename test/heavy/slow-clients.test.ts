import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { type OpenedApp, openApp } from '../server/open-app.ts';

let hub: FakeHub;
let opened: OpenedApp;
let port: number;
beforeAll(async () => {
  hub = await startFakeHub();
  opened = await openApp(hub.url);
  await opened.app.listen({ port: 0 });
  port = (opened.app.server.address() as AddressInfo).port;
});
afterAll(async () => {
  await opened.close();
  await hub.close();
});

/**
 * Sends one byte per second. Resolves to the response, and to the number of seconds until the server closed the
 * connection.
 */
async function drip(start: string, byte: string): Promise<{ answer: string; seconds: number }> {
  const startedAt = performance.now();
  const socket: Socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  socket.on('error', () => {});
  socket.write(start);
  const timer = setInterval(() => socket.write(byte), 1_000);
  await once(socket, 'close');
  clearInterval(timer);
  return { answer, seconds: (performance.now() - startedAt) / 1_000 };
}

describe.concurrent('a slow client', () => {
  test('closes two hundred connections that never finish their headers, and serves others in the meantime', async ({
    expect,
  }) => {
    const drips = Array.from({ length: 200 }, () => drip('GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ', 'a'));
    const statuses = [];
    for (let at = 0; at < 10; at++) {
      statuses.push((await fetch(`http://127.0.0.1:${port}/healthz`)).status);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect(new Set(statuses)).toEqual(new Set([200]));
    for (const { answer, seconds } of await Promise.all(drips)) {
      expect(answer).toMatch(/^HTTP\/1\.1 408 /);
      expect(seconds).toBeLessThan(30);
    }
  });

  test('closes a connection that never finishes its body after a minute', async ({ expect }) => {
    const head =
      'POST /api/notebook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{';
    const { seconds } = await drip(head, ' ');
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThan(80);
  });

  test('closes a connection that never sends anything', async ({ expect }) => {
    const { seconds } = await drip('', '');
    expect(seconds).toBeLessThan(130);
  });
});

test('the server has recovered', async () => {
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  const connections = await new Promise<number>((resolve, reject) =>
    opened.app.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
  expect(connections).toBeLessThan(5);
});
