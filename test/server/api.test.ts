import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { notebookText, type OpenedApp, openApp } from './open-app.ts';

const MODEL = 'acorn-labs/tiny-poet';
let hub: FakeHub;
let opened: OpenedApp;
let now = Date.parse('2026-11-24T10:00:00Z');
beforeAll(async () => {
  hub = await startFakeHub({ models: fixtureModels });
  opened = await openApp(hub.url, { publicUrl: 'https://cards.example', now: () => now });
});
afterAll(async () => {
  await opened.close();
  await hub.close();
});

const upload = (text: string, headers: Record<string, string> = {}, query = '') =>
  opened.app.inject({
    method: 'POST',
    url: `/api/notebook${query}`,
    headers: { 'content-type': 'application/x-ipynb+json', ...headers },
    payload: text,
  });
const get = (url: string, headers: Record<string, string> = {}) => opened.app.inject({ url, headers });
const generate = (body: object, headers: Record<string, string> = {}) =>
  opened.app.inject({ method: 'POST', url: '/api/notebook/generate', payload: body, headers });

describe('an uploaded notebook', () => {
  test('is returned byte for byte, with its metadata', async () => {
    const text = `${notebookText().replace('{', '{ ')}\n\n`;
    const answer = await upload(text, {}, '?visibility=public&ttl=3600');
    expect(answer.statusCode).toBe(201);
    const shared = answer.json();
    expect(shared).toMatchObject({
      share_url: `https://cards.example/s/${shared.share_id}`,
      notebook_url: `https://cards.example/api/notebook/download/${shared.share_id}`,
      model_info: { name: 'tiny-poet', pipeline_tag: 'text-generation' },
      expires_at: '2026-11-24T11:00:00.000Z',
    });
    const download = await get(`/api/notebook/download/${shared.share_id}`);
    expect(download.body).toBe(text);
    expect(download.headers['content-disposition']).toBe('attachment; filename="uploaded-tiny-poet.ipynb"');
    const facts = (await get(`/api/notebook/${shared.share_id}`)).json();
    expect(facts).toMatchObject({
      share_id: shared.share_id,
      hf_model_id: MODEL,
      created_at: '2026-11-24T10:00:00.000Z',
      download_count: 1,
      visibility: 'public',
      size: Buffer.byteLength(text),
      origin: 'uploaded',
      metadata: { source_readme_sha: null },
    });
    expect(JSON.stringify(facts)).not.toContain(shared.deletion_token);
  });

  test('counts each download once, but not a HEAD, a 304 or part of a file', async () => {
    const { share_id } = (await upload(notebookText())).json();
    const url = `/api/notebook/download/${share_id}`;
    const count = async () => (await get(`/api/notebook/${share_id}`)).json().download_count;
    const whole = await get(url);
    const size = whole.rawPayload.length;
    const { etag } = whole.headers as { etag: string };
    expect(await count()).toBe(1);
    const head = await opened.app.inject({ method: 'HEAD', url });
    expect([head.statusCode, head.headers['content-length'], head.body]).toEqual([200, String(size), '']);
    expect((await get(url, { 'if-none-match': etag })).statusCode).toBe(304);
    expect((await get(url, { 'if-none-match': `"other", W/${etag}` })).statusCode).toBe(304);
    const tail = await get(url, { range: 'bytes=10-' });
    expect([tail.statusCode, tail.body]).toEqual([206, whole.body.slice(10)]);
    expect(tail.headers['content-range']).toBe(`bytes 10-${size - 1}/${size}`);
    expect((await get(url, { range: 'bytes=-5' })).body).toBe(whole.body.slice(-5));
    expect((await get(url, { range: `bytes=${size}-` })).statusCode).toBe(416);
    expect(await count()).toBe(1);
    expect((await get(url, { range: 'bytes=0-9' })).body).toBe(whole.body.slice(0, 10));
    expect((await get(url, { range: 'bytes=5-', 'if-range': '"old"' })).statusCode).toBe(200);
    expect(await count()).toBe(2);
  });

  test('expires with 410, and only its own token deletes it', async () => {
    const { share_id, deletion_token } = (await upload(notebookText(), {}, '?ttl=60')).json();
    const url = `/api/notebook/${share_id}`;
    const remove = (token?: string) =>
      opened.app.inject({
        method: 'DELETE',
        url,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      });
    for (const token of [undefined, 'x', deletion_token.slice(1), 'A'.repeat(43)]) {
      expect((await remove(token)).statusCode).toBe(404);
    }
    now += 61_000;
    expect((await get(url)).json()).toMatchObject({ status: 410, code: 'SHARE_EXPIRED' });
    expect((await get(`/api/notebook/download/${share_id}`)).statusCode).toBe(410);
    expect((await remove(deletion_token)).statusCode).toBe(204);
    expect((await get(url)).json()).toMatchObject({ status: 404, code: 'SHARE_NOT_FOUND' });
    expect((await remove(deletion_token)).statusCode).toBe(404);
  });

  test('returns the same response for the same Idempotency-Key, and refuses another body', async () => {
    const headers = { 'idempotency-key': '5f0c1d7e9a3b48267788990011aabbcc' };
    const [one, two] = await Promise.all([upload(notebookText(), headers), upload(notebookText(), headers)]);
    expect(one!.json()).toEqual(two!.json());
    expect((await upload(notebookText(), headers)).json()).toEqual(one!.json());
    const other = await upload(`${notebookText()} `, headers);
    expect(other.json()).toMatchObject({ status: 422, code: 'IDEMPOTENCY_MISMATCH' });
    const { share_id, deletion_token } = one!.json();
    const removed = await opened.app.inject({
      method: 'DELETE',
      url: `/api/notebook/${share_id}`,
      headers: { authorization: `Bearer ${deletion_token}` },
    });
    expect(removed.statusCode).toBe(204);
  });

  const TOKEN = `hf_${'a'.repeat(34)}`;
  test.each<[string, string, number, string, RegExp]>([
    ['no JSON', '{', 422, 'NOTEBOOK_INVALID', /not a notebook generated by alacard: invalid JSON/],
    ['no notebook', '{"a":1}', 422, 'NOTEBOOK_INVALID', /nbformat/],
    [
      'not made by alacard',
      '{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[]}',
      422,
      'NOTEBOOK_INVALID',
      /metadata\.alacard/,
    ],
    ['a hostile id', notebookText({ alacard: { model: '../x' } }), 422, 'NOTEBOOK_INVALID', /model/],
    [
      'a token in code',
      notebookText({
        cells: [
          { cell_type: 'markdown', metadata: {}, source: 'x' },
          { cell_type: 'code', metadata: {}, source: `t = "${TOKEN}"`, execution_count: null, outputs: [] },
        ],
      }),
      422,
      'NOTEBOOK_HOLDS_SECRET',
      /cell 2/,
    ],
    [
      'a token in an output',
      notebookText({
        cells: [
          {
            cell_type: 'code',
            metadata: {},
            source: '',
            execution_count: 1,
            outputs: [{ output_type: 'stream', name: 'stdout', text: [TOKEN] }],
          },
        ],
      }),
      422,
      'NOTEBOOK_HOLDS_SECRET',
      /cell 1/,
    ],
    [
      'an escaped token',
      notebookText({ alacard: { note: 'hf_' } }).replace('"hf_"', `"\\u0068f_${'a'.repeat(34)}"`),
      422,
      'NOTEBOOK_HOLDS_SECRET',
      /metadata/,
    ],
    [
      'too deep',
      `{"nbformat":4,"nbformat_minor":5,"metadata":${'['.repeat(100_000)}${']'.repeat(100_000)},"cells":[]}`,
      422,
      'NOTEBOOK_INVALID',
      /./,
    ],
    [
      'a million cells',
      `{"nbformat":4,"nbformat_minor":5,"metadata":{"alacard":{"model":"a/b","version":"1.0.0"}},"cells":[${'{},'.repeat(999_999)}{}]}`,
      422,
      'NOTEBOOK_INVALID',
      /cell/,
    ],
    ['prototype pollution', '{"__proto__":{"nbformat":4},"nbformat":3}', 422, 'NOTEBOOK_INVALID', /nbformat/],
    ['bad UTF-8', Buffer.from([0x7b, 0xff, 0x7d]).toString('latin1'), 422, 'NOTEBOOK_INVALID', /./],
  ])('is refused with %s', async (_, text, status, code, detail) => {
    const answer = await upload(text);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ status, code, detail: expect.stringMatching(detail) });
    expect(answer.body).not.toContain(TOKEN);
  });

  test('is refused above 5 MB, with or without a Content-Length', async () => {
    const big = notebookText({
      cells: [{ cell_type: 'markdown', metadata: {}, source: 'x'.repeat(5_300_000) }],
    });
    expect((await upload(big)).json()).toMatchObject({ status: 413, code: 'NOTEBOOK_TOO_LARGE' });
  });

  test.each([
    'text/plain',
    'application/json\t; x',
    'text/html',
    'multipart/form-data; boundary=x',
    'APPLICATION/JSON ',
  ])('is validated with the content type %j', async (type) => {
    const answer = await opened.app.inject({
      method: 'POST',
      url: '/api/notebook',
      headers: { 'content-type': type },
      payload: '{"a":1}',
    });
    expect([415, 422, 400]).toContain(answer.statusCode);
  });
});

describe('a generated notebook', () => {
  test('is shared and returned by the download', async () => {
    const answer = await generate({ hf_model_id: MODEL });
    expect(answer.statusCode).toBe(201);
    const { share_id, model_info, warnings } = answer.json();
    expect(model_info).toMatchObject({ name: 'tiny-poet', pipeline_tag: 'text-generation' });
    expect(warnings).toEqual([]);
    const notebook = (await get(`/api/notebook/download/${share_id}`)).json();
    expect(notebook.metadata.alacard).toMatchObject({ model: MODEL, strategy: 'readme-python' });
  });

  test('streams each step, then the result', async () => {
    const answer = await generate({ hf_model_id: MODEL }, { accept: 'text/event-stream' });
    expect(answer.headers['content-type']).toContain('text/event-stream');
    const events = [...answer.body.matchAll(/event: (\w+)\ndata: (.*)\n\n/g)].map(([, name, data]) => [
      name,
      JSON.parse(data!),
    ]);
    expect(events.slice(0, -1).map(([, { step }]) => step)).toEqual([
      'resolve',
      'read-card',
      'choose-example',
      'compose',
      'share',
    ]);
    expect(events.at(-1)).toEqual([
      'done',
      expect.objectContaining({ share_id: expect.stringMatching(/^[\w-]{22}$/) }),
    ]);
  });

  test.each<[object, number, string]>([
    [{ hf_model_id: 'acorn-labs/tiny-poett' }, 404, 'MODEL_NOT_FOUND'],
    [{ hf_model_id: '../etc/passwd' }, 400, 'USAGE'],
    [{ hf_model_id: 'http://169.254.169.254/latest' }, 400, 'USAGE'],
    [{ hf_model_id: 'a/b', revision: '..%2f' }, 400, 'USAGE'],
    [{}, 400, 'USAGE'],
    [{ hf_model_id: 'a/b', options: { ttl: 5 } }, 400, 'USAGE'],
  ])('%j gets %i %s', async (body, status, code) => {
    expect((await generate(body)).json()).toMatchObject({ status, code });
    const events = await generate(body, { accept: 'text/event-stream' });
    expect(events.body).toContain(`"code":"${code}"`);
  });

  test('is returned in the response when the store is unavailable', async () => {
    const broken = await openApp(hub.url);
    await broken.store.close();
    const answer = await broken.app.inject({
      method: 'POST',
      url: '/api/notebook/generate',
      payload: { hf_model_id: MODEL },
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ share_id: null, reason: expect.stringContaining('unavailable') });
    expect(JSON.parse(answer.json().notebook).metadata.alacard.model).toBe(MODEL);
    expect((await broken.app.inject({ url: '/readyz' })).json()).toMatchObject({
      status: 503,
      code: 'STORE_UNAVAILABLE',
    });
    expect((await broken.app.inject({ url: '/healthz' })).statusCode).toBe(200);
    await broken.app.close();
  });
});

describe('lists of models', () => {
  test('popular and search', async () => {
    const popular = (await get('/api/models/popular?limit=5')).json();
    expect(popular.source).toBe('hub');
    expect(popular.models).toHaveLength(5);
    const downloads = popular.models.map((model: { downloads: number }) => model.downloads);
    expect(downloads).toEqual([...downloads].sort((a, b) => b - a));
    const found = (await get('/api/models/search?q=tiny-poet')).json();
    expect(found.models.map(({ id }: { id: string }) => id)).toContain(MODEL);
  });
  test.each([
    '/api/models/popular?limit=0',
    '/api/models/popular?category=nonsense',
    '/api/models/search',
    '/api/models/popular?sort=x',
  ])('%s gets 400', async (url) => {
    expect((await get(url)).json()).toMatchObject({ status: 400, code: 'USAGE' });
  });
});

describe('the rate limit', () => {
  // The limiter reads the system time, so its minute ends when a test advances the clock.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  test('counts 200 forged forwarding headers as one client, and responds with 429 to its third write', async () => {
    const strict = await openApp(hub.url, { limits: { writes: 2, all: 50 } });
    const ask = (at: number, method: 'GET' | 'POST' = 'GET') =>
      strict.app.inject({
        method,
        url: method === 'GET' ? '/assets/icon.svg' : '/api/notebook',
        headers: { 'x-forwarded-for': `10.0.${at >> 8}.${at & 255}`, forwarded: `for=10.9.9.${at & 255}` },
      });
    const writes = [await ask(1, 'POST'), await ask(2, 'POST'), await ask(3, 'POST')];
    expect(writes.map(({ statusCode }) => statusCode)).toEqual([422, 422, 429]);
    expect(writes[2]!.json()).toMatchObject({ code: 'RATE_LIMITED', status: 429 });
    expect(Number(writes[2]!.headers['retry-after'])).toBeGreaterThan(0);
    const statuses = [];
    for (let at = 0; at < 200; at++) statuses.push((await ask(at)).statusCode);
    expect(statuses.filter((status) => status === 200).length).toBe(47);
    expect(statuses.at(-1)).toBe(429);
    vi.advanceTimersByTime(60_000);
    expect((await ask(1)).statusCode).toBe(200);
    await strict.close();
  });

  test('counts each client behind a trusted proxy on its own', async () => {
    const trusting = await openApp(hub.url, { limits: { writes: 2, all: 1 }, trustProxy: ['127.0.0.1'] });
    const ask = (client: string) =>
      trusting.app.inject({ url: '/assets/icon.svg', headers: { 'x-forwarded-for': client } });
    const statuses = [];
    for (const client of [
      '10.0.0.1',
      '10.0.0.1',
      '10.0.0.2',
      '2001:db8::1',
      '2001:db8::2',
      '2001:db8:0:1::1',
    ])
      statuses.push((await ask(client)).statusCode);
    expect(statuses).toEqual([200, 429, 200, 200, 429, 200]);
    await trusting.close();
  });
});

test('the OpenAPI document lists every route', async () => {
  const { paths } = (await get('/api/docs/openapi.json')).json();
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining([
      '/api/notebook',
      '/api/notebook/generate',
      '/api/notebook/{shareId}',
      '/api/notebook/download/{shareId}',
      '/api/models/popular',
      '/api/models/search',
      '/api/stats',
      '/healthz',
      '/readyz',
      '/metrics',
    ]),
  );
});

test('an unknown path gets problem+json', async () => {
  expect((await get('/nothing')).json()).toMatchObject({ status: 404, code: 'PATH_NOT_FOUND' });
});
