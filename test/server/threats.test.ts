import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createHub } from '../../src/hub/hub.ts';
import { MAX_NOTEBOOK_BYTES } from '../../src/share/protocol.ts';
import { startCpuClock } from '../cpu-time.ts';
import { createTestClock } from '../test-clock.ts';
import { notebookText, type OpenedApp, openApp } from './open-app.ts';

// Attacks on a server, in addition to those in api.test.ts. They use real sockets, which injected requests do not have.
const MODEL = 'acorn-labs/tiny-poet';
let hub: FakeHub;
let opened: OpenedApp;
let port: number;
beforeAll(async () => {
  hub = await startFakeHub({ models: fixtureModels });
  opened = await openApp(hub.url);
  await opened.app.listen({ port: 0 });
  port = (opened.app.server.address() as AddressInfo).port;
});
afterAll(async () => {
  await opened.close();
  await hub.close();
});

interface Answer {
  status: number;
  body: string;
  json: Record<string, unknown>;
}

/** Sends a request exactly as written, without anything that a normal client would add. */
async function send(
  method: string,
  path: string,
  headers: Record<string, string>,
  write: (request: ClientRequest) => void | Promise<void> = () => {},
): Promise<Answer> {
  const asked = request({ port, host: '127.0.0.1', method, path, headers, agent: false });
  // A server that has responded may close the connection before everything is sent.
  asked.on('error', () => {});
  const answered = once(asked, 'response');
  await write(asked);
  asked.end();
  const [response] = (await answered) as [import('node:http').IncomingMessage];
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk;
  const isJson = /json/.test(response.headers['content-type'] ?? '');
  return { status: response.statusCode!, body, json: isJson ? JSON.parse(body) : {} };
}

const post = (path: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
  send('POST', path, { 'content-type': 'application/json', ...headers }, (asked) => void asked.write(body));

describe('oversized requests', () => {
  const notebook = (bytes: number) => {
    const empty = notebookText({ cells: [{ cell_type: 'markdown', metadata: {}, source: '' }] });
    return Buffer.from(empty.replace('"source":""', `"source":"${'x'.repeat(bytes - empty.length)}"`));
  };

  test('accepts a notebook at the limit and refuses one more byte, including in chunks', async () => {
    const inPieces = (bytes: Uint8Array) =>
      send('POST', '/api/notebook', { 'content-type': 'application/json' }, (asked) => {
        for (let at = 0; at < bytes.length; at += 65_536) asked.write(bytes.subarray(at, at + 65_536));
      });
    expect((await inPieces(notebook(MAX_NOTEBOOK_BYTES))).status).toBe(201);
    for (const bytes of [MAX_NOTEBOOK_BYTES + 1, MAX_NOTEBOOK_BYTES * 3]) {
      expect((await inPieces(notebook(bytes))).json).toMatchObject({
        status: 413,
        code: 'NOTEBOOK_TOO_LARGE',
      });
    }
  });

  test('keeps the connection of a client that is still sending a refused body', async () => {
    const length = MAX_NOTEBOOK_BYTES * 2;
    const socket = connect(port, '127.0.0.1').setEncoding('utf8');
    let received = '';
    socket.on('data', (text: string) => {
      received += text;
    });
    const headers = `Host: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: ${length}`;
    socket.write(`POST /api/notebook HTTP/1.1\r\n${headers}\r\n\r\n`);
    await expect.poll(() => received).toMatch(/^HTTP\/1\.1 413 .*NOTEBOOK_TOO_LARGE/s);
    socket.write('x'.repeat(length));
    socket.write(`GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
    await once(socket, 'end');
    expect(received).toMatch(/HTTP\/1\.1 200 OK/);
  });

  test('refuses a large Content-Length before any bytes', async () => {
    const answer = await send('POST', '/api/notebook', {
      'content-type': 'application/json',
      'content-length': String(10 ** 12),
    });
    expect(answer.status).toBe(413);
  });

  test('limits other bodies to 16 kB', async () => {
    const body = JSON.stringify({ hf_model_id: MODEL, padding: 'x'.repeat(17_000) });
    expect((await post('/api/notebook/generate', body)).status).toBe(413);
    const form = await post('/generate', `hf_model_id=${'x'.repeat(17_000)}`, {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(form.status).toBe(413);
  });

  test('limits headers', async () => {
    expect((await send('GET', '/healthz', { 'x-long': 'x'.repeat(100_000) })).status).toBe(431);
  });
});

describe('content types', () => {
  // These used to bypass validation that was selected by content type.
  test.each([
    'application/json\t',
    ' application/json',
    'application/json\t; charset=utf-8',
    'Application/JSON;charset="utf-8"',
    'application/json;;;',
    'application/json; boundary=x, text/plain',
    'application/jsonx',
    'application/x-ndjson',
    'text/plain',
    'text/plain; application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    '*/*',
    '',
  ])('%j does not make an invalid request valid', async (type) => {
    for (const body of ['{"hf_model_id":"../../etc/passwd"}', '{"hf_model_id":5}', 'hf_model_id=../x']) {
      const answer = await post('/api/notebook/generate', body, { 'content-type': type });
      expect([400, 415]).toContain(answer.status);
    }
    expect([400, 415, 422]).toContain(
      (await post('/api/notebook', '{"nbformat":4}', { 'content-type': type })).status,
    );
  });

  test('refuses every content type that a form on another site can send', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const body = JSON.stringify({ hf_model_id: MODEL });
      expect((await post('/api/notebook/generate', body, { 'content-type': type })).status).toBe(415);
    }
  });
});

describe('JSON bombs', () => {
  const around = (metadata: string) =>
    notebookText({ cells: [{ cell_type: 'markdown', metadata: { at: 'HERE' }, source: '' }] }).replace(
      '"HERE"',
      metadata,
    );
  test.each<[string, string]>([
    ['deep lists', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
    ['deep objects', `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`],
    ['a hundred thousand names', `{${Array.from({ length: 100_000 }, (_, at) => `"k${at}":1`).join(',')}}`],
    ['a number of a million digits', '9'.repeat(1_000_000)],
    ['numbers without end', '[1e999,-1e999,1e-999,5e-324]'],
    ['__proto__', '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'],
    ['lone surrogates', '"\\ud800\\udfff\\u0000"'],
  ])('survives %s in a notebook', async (_, bomb) => {
    const before = process.memoryUsage().rss;
    const cpuMs = startCpuClock();
    const text = around(bomb);
    const answer = await post('/api/notebook', text);
    expect([201, 422]).toContain(answer.status);
    if (answer.status === 201) {
      const { share_id } = answer.json as { share_id: string };
      expect((await send('GET', `/api/notebook/download/${share_id}`, {})).body).toBe(text);
      expect((await send('GET', `/s/${share_id}`, {})).status).toBe(200);
    }
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(cpuMs()).toBeLessThan(10_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(400e6);
  });

  test.each<[string, string]>([
    ['deep', `{"hf_model_id":${'['.repeat(8_000)}${']'.repeat(8_000)}}`],
    ['__proto__', `{"hf_model_id":"${MODEL}","__proto__":{"a":1}}`],
    ['constructor', `{"hf_model_id":"${MODEL}","constructor":{"prototype":{"a":1}}}`],
    ['a number without end', `{"hf_model_id":"${MODEL}","options":{"ttl":1e999}}`],
    ['a ttl that is no number', `{"hf_model_id":"${MODEL}","options":{"ttl":[60]}}`],
    ['twice', `{"hf_model_id":"${MODEL}","hf_model_id":"../x"}`],
    ['null', 'null'],
    ['a list', '[]'],
    ['nothing', ''],
  ])('refuses a request with %s', async (_, body) => {
    const { status, json } = await post('/api/notebook/generate', body);
    expect([status, json.status]).toEqual([400, 400]);
  });
});

describe('forged origins', () => {
  const FORGED = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '1.2.3.4',
    forwarded: 'host=evil.example',
  };
  test('builds no link from a forged forwarding header', async () => {
    const { json, body } = await post('/api/notebook', notebookText(), FORGED);
    expect(json.share_url).toMatch(`http://127.0.0.1:${port}/s/`);
    expect(body).not.toContain('evil.example');
  });

  test('refuses to build a link from an invalid Host', async () => {
    for (const host of ['a b', 'user@host', 'host/path', '[::1', 'host:port', 'host?x']) {
      const answer = await send(
        'POST',
        '/api/notebook',
        { host, 'content-type': 'application/json' },
        (asked) => {
          asked.write(notebookText());
        },
      );
      expect([answer.status, answer.json.code]).toEqual([400, 'USAGE']);
    }
  });

  test.each(['a b', 'a"b', '[::1', 'user@host', 'host:port', '', '{}', 'a/b?c#d', 'x'.repeat(3_000)])(
    'does not crash on the Host %j',
    async (host) => {
      for (const [method, path] of [
        ['POST', '/api/notebook'],
        ['POST', '/api/notebook/generate'],
        ['GET', '/'],
      ] as const) {
        const body =
          path === '/api/notebook' ? notebookText() : method === 'GET' ? '' : `{"hf_model_id":"${MODEL}"}`;
        const answer = await send(method, path, { host, 'content-type': 'application/json' }, (asked) => {
          if (body !== '') asked.write(body);
        });
        expect(answer.status).toBeLessThan(500);
      }
    },
  );
});

describe('server-side request forgery', () => {
  test.each([
    'http://127.0.0.1/',
    '//169.254.169.254/latest',
    '169.254.169.254:80/x',
    'a/b/../../../x',
    'a/b?x=1',
    'a/b#c',
    'a%2fb',
    'a/b\u0000',
    'a\\b',
    '..%2f..%2fetc',
  ])('sends no request for the id %j', async (id) => {
    const before = hub.requests.length;
    const answer = await post('/api/notebook/generate', JSON.stringify({ hf_model_id: id }));
    expect([answer.status, hub.requests.length]).toEqual([400, before]);
    for (const revision of ['../../x', 'a?b', 'http://x', 'a b']) {
      const body = JSON.stringify({ hf_model_id: MODEL, revision });
      expect((await post('/api/notebook/generate', body)).status).toBe(400);
    }
    expect(hub.requests.length).toBe(before);
  });

  test.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://[::ffff:169.254.169.254]/',
    'http://2852039166/',
    'file:///etc/passwd',
    'http://user:pass@127.0.0.1/',
    'gopher://127.0.0.1/',
  ])('does not follow a redirect to %s', async (to) => {
    const redirecting = await startFakeHub({ models: fixtureModels });
    // It may point to any address, even though the Hub is public.
    redirecting.setFault('/api/models/', { kind: 'redirect', to });
    const client = createHub({ endpoint: redirecting.url, userAgent: 'alacard/test', ...createTestClock() });
    const led = await openApp(redirecting.url, { hub: client });
    const answer = await led.app.inject({
      method: 'POST',
      url: '/api/notebook/generate',
      payload: { hf_model_id: MODEL },
    });
    expect(answer.statusCode).toBe(202);
    expect(answer.json().problem.detail).toMatch(/refused/);
    expect(answer.body).not.toContain('user:pass');
    await led.close();
    await client.close();
    await redirecting.close();
  });
});

describe('shares of other users', () => {
  test('a wrong token, no token and a missing notebook get the same response', async () => {
    const { share_id } = (await post('/api/notebook', notebookText())).json as { share_id: string };
    const absent = 'A'.repeat(22);
    const ask = async (id: string, authorization?: string) => {
      const { status, body } = await send('DELETE', `/api/notebook/${id}`, {
        ...(authorization !== undefined && { authorization }),
      });
      return `${status} ${body.replaceAll(id, 'ID')}`;
    };
    const answers = [];
    for (const id of [share_id, absent]) {
      for (const header of [
        undefined,
        '',
        'Bearer',
        'Bearer x',
        `Bearer ${'A'.repeat(43)}`,
        'Basic x',
        `Bearer ${'A'.repeat(5_000)}`,
      ]) {
        answers.push(await ask(id, header));
      }
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^404 /);
    expect((await send('GET', `/api/notebook/${share_id}`, {})).status).toBe(200);
  });

  test('no page lists an unlisted share', async () => {
    const { share_id, deletion_token } = (await post('/api/notebook', notebookText())).json as {
      share_id: string;
      deletion_token: string;
    };
    for (const path of [
      '/',
      '/gallery',
      '/gallery?sort=downloads',
      '/api/stats',
      '/metrics',
      '/api/status',
    ]) {
      const { body } = await send('GET', path, { accept: 'text/html' });
      expect(body).not.toContain(share_id);
      expect(body).not.toContain(deletion_token);
    }
  });
});

describe('an Idempotency-Key', () => {
  const upload = (
    { app }: OpenedApp,
    key: string,
    { text = notebookText(), path = '/api/notebook', from = '10.0.0.1' } = {},
  ) =>
    app.inject({
      method: 'POST',
      url: path,
      headers: { 'content-type': 'application/json', 'idempotency-key': key, 'x-forwarded-for': from },
      payload: text,
    });

  test.each([
    'short',
    'a-key-of-mine-1',
    'my-notebook-upload',
    'one-key-for-all-of-them',
    'a'.repeat(64),
    '00000000-0000-4000-8000-000000000000',
    '12'.repeat(19),
    '20261128093000000001',
    'deadbeefdeadbeefcafe0123',
    '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
    '0193e3a5-7d2b-7c3e-9b1a-5f6e7d8c9b0a',
    `Aa0-${'x'.repeat(125)}`,
    '5f0c1d7e9a3b4826 7788990011aabbcc',
    'ünïcödé-key-5f0c1d7e9a3b4826778899',
    '',
  ])('that could be guessed is refused: %j', async (key) => {
    const answer = await upload(opened, key);
    expect(answer.json()).toMatchObject({
      status: 400,
      code: 'USAGE',
      detail: expect.stringContaining('long enough to hold 128 bits'),
      hint: expect.stringContaining('32 hexadecimal digits'),
    });
  });

  test.each<[string, () => string]>([
    ['32 hexadecimal digits', () => randomBytes(16).toString('hex')],
    ['16 bytes of base64url', () => randomBytes(16).toString('base64url')],
    ['16 bytes of base64', () => randomBytes(16).toString('base64')],
    ['64 bytes of hexadecimal', () => randomBytes(64).toString('hex')],
    ['a version 4 UUID', () => randomUUID()],
    ['an uppercase UUID', () => randomUUID().toUpperCase()],
  ])('is accepted as %s', async (_, toKey) => {
    for (let at = 0; at < 20; at++) expect((await upload(opened, toKey())).statusCode).toBe(201);
  });

  test('creates one notebook for forty concurrent requests, and refuses another body or query', async () => {
    const text = notebookText({ alacard: { note: 'forty' } });
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(Array.from({ length: 40 }, () => post('/api/notebook', text, headers)));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(answers[0]!.status).toBe(201);
    for (const [path, body] of [
      ['/api/notebook', `${text} `],
      ['/api/notebook?visibility=public', text],
      ['/api/notebook/generate', `{"hf_model_id":"${MODEL}"}`],
    ] as const) {
      expect((await post(path, body, headers)).json).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    }
  });

  test("of another client never returns that client's deletion token", async () => {
    const proxied = await openApp(hub.url, { trustProxy: true });
    const key = randomUUID();
    const generate = { path: '/api/notebook/generate', text: JSON.stringify({ hf_model_id: MODEL }) };
    for (const [request, ownKey] of [
      [{}, key],
      [generate, randomUUID()],
    ] as const) {
      const mine = (await upload(proxied, ownKey, { ...request, from: '2001:db8:1:2::1' })).json();
      const again = (await upload(proxied, ownKey, { ...request, from: '2001:db8:1:2::99' })).json();
      expect(again.deletion_token).toBe(mine.deletion_token);
      for (const from of ['10.0.0.2', '2001:db8:1:3::1', '::ffff:10.0.0.2']) {
        const other = (await upload(proxied, ownKey, { ...request, from })).json();
        expect(other.share_id).not.toBe(mine.share_id);
        expect(other.deletion_token).not.toBe(mine.deletion_token);
      }
    }
    await proxied.close();
  });

  test('is forgotten when the share is deleted or has expired', async () => {
    let now = Date.parse('2026-11-24T10:00:00Z');
    const timed = await openApp(hub.url, { now: () => now });
    const isThere = async (id: string) => (await timed.app.inject(`/s/${id}`)).statusCode;
    const key = randomUUID();
    const path = '/api/notebook?ttl=60';
    const first = (await upload(timed, key, { path })).json();
    await timed.app.inject({
      method: 'DELETE',
      url: `/api/notebook/${first.share_id}`,
      headers: { authorization: `Bearer ${first.deletion_token}` },
    });
    expect(await isThere(first.share_id)).toBe(404);
    const second = await upload(timed, key, { path });
    expect([second.statusCode, await isThere(second.json().share_id)]).toEqual([201, 200]);
    expect(second.json().share_id).not.toBe(first.share_id);
    expect(second.json().deletion_token).not.toBe(first.deletion_token);
    now += 61_000;
    const third = await upload(timed, key, { path });
    expect([third.statusCode, await isThere(third.json().share_id)]).toEqual([201, 200]);
    expect((await upload(timed, key, { path })).json()).toEqual(third.json());
    await timed.close();
  });
});
