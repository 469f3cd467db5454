import { once } from 'node:events';
import { request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import type { AppOptions } from '../../src/server/app.ts';
import { notebookText, type OpenedApp, openApp } from './open-app.ts';

// Which requests a server accepts, by host and by site. They use real sockets, as browsers do.
const MODEL = 'acorn-labs/tiny-poet';
const closing: { close(): Promise<void> }[] = [];
let hub: FakeHub;
beforeAll(async () => {
  hub = await startFakeHub({ models: fixtureModels });
});
afterEach(async () => {
  for (const opened of closing.splice(0)) await opened.close();
});
afterAll(() => hub.close());

interface Listening extends OpenedApp {
  port: number;
}

async function listen(options: Partial<AppOptions> = {}, host = '127.0.0.1'): Promise<Listening> {
  const opened = await openApp(hub.url, options);
  closing.push(opened);
  await opened.app.listen({ port: 0, host });
  return { ...opened, port: (opened.app.server.address() as AddressInfo).port };
}

interface Asked {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
  address?: string;
}

async function ask({ port }: Listening, { method = 'GET', path = '/', headers, body, address }: Asked) {
  const asked = request({ port, host: address ?? '127.0.0.1', method, path, headers, agent: false });
  const answered = once(asked, 'response');
  asked.end(body);
  const [response] = (await answered) as [import('node:http').IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode!, headers: response.headers, body: text };
}

/** The status of a request that is sent exactly as written. */
async function askRaw({ port }: Listening, text: string): Promise<number> {
  const socket = connect(port, '127.0.0.1');
  socket.end(text);
  let answer = '';
  for await (const chunk of socket.setEncoding('utf8')) answer += chunk;
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
}

const statusFor = async (server: Listening, host: string, more: Record<string, string> = {}) =>
  (await ask(server, { path: '/gallery', headers: { host, ...more } })).status;

describe('the Host of a request', () => {
  test.each([
    'localhost',
    'LocalHost',
    'localhost.',
    'app.localhost',
    '127.0.0.1',
    '127.8.9.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
  ])('%s is allowed with any port', async (host) => {
    const server = await listen();
    for (const port of ['', ':80', ':8787', `:${server.port}`]) {
      expect([host + port, await statusFor(server, host + port)]).toEqual([host + port, 200]);
    }
  });

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil-localhost',
    'xn--lcalhost-q4a',
    '10.0.0.1',
    '169.254.169.254',
    '[fe80::1]',
    '[2001:db8::2]',
    'cards.example.evil.example',
    'xcards.example',
  ])('%s is refused on every route, with the flag to set and without querying the Hub', async (host) => {
    const server = await listen({ publicUrl: 'https://cards.example' });
    const before = hub.requests.length;
    for (const [method, path] of [
      ['GET', '/'],
      ['GET', '/generate?q=poet'],
      ['GET', '/api/models/search?q=poet'],
      ['GET', '/nothing'],
      ['POST', '/api/notebook/generate'],
      ['POST', '/generate'],
      ['DELETE', `/api/notebook/${'A'.repeat(22)}`],
      ['OPTIONS', '/api/notebook'],
    ] as const) {
      const type = path === '/generate' ? 'application/x-www-form-urlencoded' : 'application/json';
      const answer = await ask(server, {
        method,
        path,
        headers: { host: `${host}:${server.port}`, ...(method === 'POST' && { 'content-type': type }) },
        ...(method === 'POST' && {
          body: path === '/generate' ? `hf_model_id=${MODEL}` : JSON.stringify({ hf_model_id: MODEL }),
        }),
      });
      expect([path, answer.status]).toEqual([path, 421]);
      expect(answer.body).toContain('--allowed-host');
      if (path.startsWith('/api'))
        expect(JSON.parse(answer.body)).toMatchObject({ code: 'HOST_NOT_ALLOWED' });
    }
    expect(hub.requests.length).toBe(before);
  });

  test('is not checked for health checks and metrics', async () => {
    const server = await listen();
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      const { status } = await ask(server, { path, headers: { host: 'pod-17.cluster.internal' } });
      expect([path, status]).toEqual([path, 200]);
    }
    expect(await statusFor(server, 'pod-17.cluster.internal')).toBe(421);
  });

  test('can be that of --public-url and each --allowed-host, in any case, with a port or a final dot', async () => {
    const server = await listen({
      publicUrl: 'https://Cards.Example/base',
      allowedHosts: ['cards.lan', '10.1.2.3', '2001:db8::5', 'bücher.example'],
    });
    for (const host of [
      'cards.example',
      'CARDS.example:8443',
      'cards.example.',
      'cards.lan:80',
      '10.1.2.3:8787',
      '[2001:db8::5]:80',
      '[2001:DB8:0:0:0:0:0:5]',
      'xn--bcher-kva.example',
    ]) {
      expect([host, await statusFor(server, host)]).toEqual([host, 200]);
    }
    for (const host of ['sub.cards.example', 'cards.example..', '10.1.2.4', '[2001:db8::6]']) {
      expect([host, await statusFor(server, host)]).not.toEqual([host, 200]);
    }
  });

  const lan = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
  test.skipIf(lan === undefined)('can be the address that the client connected to', async () => {
    const server = await listen({}, '0.0.0.0');
    const path = '/gallery';
    expect((await ask(server, { path, address: lan! })).status).toBe(200);
    expect((await ask(server, { path, headers: { host: `${lan}:${server.port}` } })).status).toBe(421);
  });

  test.each([
    [
      'an absolute target with a foreign host',
      (port: number) => `GET http://evil.example/gallery HTTP/1.1\r\nHost: 127.0.0.1:${port}`,
      421,
    ],
    [
      'an absolute target with a foreign Host',
      (port: number) => `GET http://127.0.0.1:${port}/gallery HTTP/1.1\r\nHost: evil.example`,
      421,
    ],
    [
      'an absolute target with a user name',
      (port: number) => `GET http://127.0.0.1@evil.example/gallery HTTP/1.1\r\nHost: 127.0.0.1:${port}`,
      400,
    ],
    [
      'an absolute target of its own',
      (port: number) => `GET http://127.0.0.1:${port}/gallery HTTP/1.1\r\nHost: 127.0.0.1:${port}`,
      200,
    ],
    ['HTTP/1.1 without Host', () => 'GET /gallery HTTP/1.1', 400],
    ['HTTP/1.0 without Host', () => 'GET /gallery HTTP/1.0', 400],
    ['an empty Host', () => 'GET /gallery HTTP/1.1\r\nHost:', 400],
    [
      'two Hosts, the first foreign',
      () => 'GET /gallery HTTP/1.1\r\nHost: evil.example\r\nHost: localhost',
      421,
    ],
    ['a Host with a tab', () => 'GET /gallery HTTP/1.1\r\nHost: localhost\t.evil.example', 400],
  ])('%s', async (_, toText, status) => {
    const server = await listen();
    expect(await askRaw(server, `${toText(server.port)}\r\nConnection: close\r\n\r\n`)).toBe(status);
  });

  test('counts in X-Forwarded-Host only with a trusted proxy, and then both must be allowed', async () => {
    const plain = await listen();
    expect(await statusFor(plain, 'localhost', { 'x-forwarded-host': 'evil.example' })).toBe(200);
    expect(await statusFor(plain, 'evil.example', { 'x-forwarded-host': 'localhost' })).toBe(421);
    const publicUrl = 'https://cards.example';
    const proxied = await listen({ publicUrl, trustProxy: ['127.0.0.1'] });
    expect(await statusFor(proxied, 'localhost', { 'x-forwarded-host': 'cards.example' })).toBe(200);
    expect(await statusFor(proxied, 'localhost', { 'x-forwarded-host': 'evil.example' })).toBe(421);
    expect(await statusFor(proxied, 'localhost', { 'x-forwarded-host': 'cards.example, evil.example' })).toBe(
      421,
    );
    // A rebinding page could send this to a server that trusts a proxy on its own machine.
    expect(await statusFor(proxied, 'evil.example', { 'x-forwarded-host': 'localhost' })).toBe(421);
    const elsewhere = await listen({ publicUrl, trustProxy: ['10.0.0.1'] });
    expect(await statusFor(elsewhere, 'localhost', { 'x-forwarded-host': 'evil.example' })).toBe(200);
  });
});

describe('a request that changes something', () => {
  const own = (server: Listening) => `http://127.0.0.1:${server.port}`;
  /** Each way to change something, as the status that it has without a browser. */
  const CHANGES: [Asked, number][] = [
    [
      {
        method: 'POST',
        path: '/generate',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `hf_model_id=${MODEL}`,
      },
      303,
    ],
    [
      {
        method: 'POST',
        path: '/api/notebook/generate',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ hf_model_id: MODEL }),
      },
      201,
    ],
    [
      {
        method: 'POST',
        path: '/api/notebook',
        headers: { 'content-type': 'application/json' },
        body: notebookText(),
      },
      201,
    ],
    [{ method: 'DELETE', path: `/api/notebook/${'A'.repeat(22)}` }, 404],
  ];
  const statuses = async (server: Listening, headers: Record<string, string>) => {
    const found = [];
    for (const [asked] of CHANGES) {
      found.push((await ask(server, { ...asked, headers: { ...asked.headers, ...headers } })).status);
    }
    return found;
  };
  const accepted = CHANGES.map(([, status]) => status);
  const refused = CHANGES.map(() => 403);

  test.each<[string, (server: Listening) => Record<string, string>]>([
    ['a program', () => ({})],
    ['its own pages', () => ({ 'sec-fetch-site': 'same-origin', origin: 'http://whatever.example' })],
    ['the address bar', () => ({ 'sec-fetch-site': 'none' })],
    ['its own pages in an older browser', (server) => ({ origin: own(server) })],
  ])('is accepted from %s', async (_, toHeaders) => {
    const server = await listen();
    expect(await statuses(server, toHeaders(server))).toEqual(accepted);
  });

  test.each<[string, (server: Listening) => Record<string, string>]>([
    ['another site', () => ({ 'sec-fetch-site': 'cross-site' })],
    [
      'another site that has the right Origin',
      (server) => ({ 'sec-fetch-site': 'cross-site', origin: own(server) }),
    ],
    ['a sibling domain', () => ({ 'sec-fetch-site': 'same-site' })],
    ['a site of an unknown kind', () => ({ 'sec-fetch-site': 'same-origin, cross-site' })],
    ['another site in an older browser', () => ({ origin: 'https://evil.example' })],
    ['an opaque origin', () => ({ origin: 'null' })],
    ['an empty origin', () => ({ origin: '' })],
    ['another port', (server) => ({ origin: `http://127.0.0.1:${server.port + 1}` })],
    ['another scheme', (server) => ({ origin: `https://127.0.0.1:${server.port}` })],
    ['another name of this machine', (server) => ({ origin: `http://localhost:${server.port}` })],
    ['a longer name', (server) => ({ origin: `${own(server)}.evil.example` })],
    ['a user name', (server) => ({ origin: `http://127.0.0.1:${server.port}@evil.example` })],
  ])('is refused from %s, before any work', async (_, toHeaders) => {
    const server = await listen();
    const before = hub.requests.length;
    expect(await statuses(server, toHeaders(server))).toEqual(refused);
    expect(hub.requests.length).toBe(before);
    expect((await server.store.stats('2026-11-24T10:00:00.000Z')).notebooks).toBe(0);
  });

  test('may come from the origin of --public-url, behind a proxy that ends TLS', async () => {
    const server = await listen({ publicUrl: 'https://cards.example/base' });
    const host = 'cards.example';
    expect(await statuses(server, { host, origin: 'https://cards.example' })).toEqual(accepted);
    expect(await statuses(server, { host, origin: 'https://evil.example' })).toEqual(refused);
  });

  test('does not include opening a page, which other sites can do', async () => {
    const server = await listen();
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    const { status, headers: sent } = await ask(server, { path: '/gallery', headers });
    expect(status).toBe(200);
    // With no-referrer, Chromium sends `Origin: null` for the server's own forms.
    expect(sent['referrer-policy']).toBe('same-origin');
    expect(sent['access-control-allow-origin']).toBeUndefined();
  });
});

test('health checks are exempt from all rate limits', async () => {
  const server = await listen({ limits: { writes: 1, all: 3 } });
  const statuses = [];
  for (let at = 0; at < 4; at++) statuses.push((await ask(server, { path: '/gallery' })).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
  for (let at = 0; at < 10; at++) {
    for (const path of ['/healthz', '/readyz']) expect((await ask(server, { path })).status).toBe(200);
  }
});

test('a range counts as a download only if it is the whole file', async () => {
  const server = await listen();
  const headers = { 'content-type': 'application/json' };
  const sent = await ask(server, { method: 'POST', path: '/api/notebook', headers, body: notebookText() });
  const { share_id } = JSON.parse(sent.body) as { share_id: string };
  const path = `/api/notebook/download/${share_id}`;
  const size = Buffer.byteLength(notebookText());
  const countAfter = async (...ranges: string[]) => {
    for (const range of ranges) expect((await ask(server, { path, headers: { range } })).status).toBe(206);
    return JSON.parse((await ask(server, { path: `/api/notebook/${share_id}` })).body).download_count;
  };
  expect(await countAfter(...Array.from({ length: 5 }, () => 'bytes=0-0'))).toBe(0);
  expect(await countAfter('bytes=0-9', 'bytes=10-', `bytes=0-${size - 2}`, `bytes=-${size - 1}`)).toBe(0);
  expect(await countAfter('bytes=0-')).toBe(1);
  expect(await countAfter(`bytes=0-${size + 5}`, `bytes=-${size}`)).toBe(3);
});
