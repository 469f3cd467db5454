import type { ServerResponse } from 'node:http';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { errorOf, makeFolder, openHub, SHA, sendJson, serve } from './serve.ts';

const INFO = { id: 'owner/name', sha: SHA, private: false, gated: false };
const JSON_TEXT = JSON.stringify(INFO);
const HEAD = { 'content-type': 'application/json' };

describe('temporary statuses', () => {
  it.each([408, 429, 500, 502, 503, 504])('retries after %i', async (status) => {
    const { url, requests } = await serve((_, response, count) =>
      count < 3 ? response.writeHead(status).end() : sendJson(response, INFO),
    );
    const { hub, slept } = openHub({ endpoint: url });
    expect((await hub.model('owner/name')).source).toBe('hub');
    expect(requests).toHaveLength(3);
    expect(slept[0]).toBeGreaterThanOrEqual(250);
    expect(slept[1]).toBeGreaterThanOrEqual(500);
  });

  it('gives up after five attempts, and says so', async () => {
    const { url, requests } = await serve((_, response) => response.writeHead(502).end());
    const { hub, events } = openHub({ endpoint: url });
    expect(await errorOf(hub.model('no/such'))).toMatchObject({
      exitCode: 5,
      message: expect.stringMatching(
        /\/api\/models\/no\/such failed: server responded with 502, 5 attempts in .*no\/such is neither cached nor/,
      ),
    });
    expect(requests).toHaveLength(5);
    expect(events.filter(({ type }) => type === 'retry')).toHaveLength(4);
  });
});

describe('rate limits', () => {
  it.each<[Record<string, string>, number]>([
    [{ 'retry-after': '7' }, 7_000],
    [{ ratelimit: '"api";r=0;t=30', 'ratelimit-policy': '"fixed window";"api";q=500;w=300' }, 31_000],
    [{ 'retry-after': 'Tue, 24 Nov 2026 12:00:30 GMT', date: 'Tue, 24 Nov 2026 12:00:00 GMT' }, 30_000],
  ])('waits as %j says', async (headers, expected) => {
    const { url, requests } = await serve((_, response, count) =>
      count === 1 ? response.writeHead(429, headers).end() : sendJson(response, INFO),
    );
    const { hub, slept, events } = openHub({ endpoint: url });
    await hub.model('owner/name');
    expect(slept).toEqual([expected]);
    expect(events).toContainEqual({ type: 'rate-limit', path: '/api/models/owner/name', waitMs: expected });
    expect(requests).toHaveLength(2);
  });

  it.each([
    ['longer than allowed', '91', {}, /--max-wait 91/],
    [
      'beyond the deadline',
      '70',
      {},
      /Try again in 70 s, or let alacard wait longer: --timeout 100\. With a token/,
    ],
  ])('a wait that is %s ends with a hint when to try again', async (_, seconds, options, hint) => {
    const { url, requests } = await serve((_, response) =>
      response.writeHead(429, { 'retry-after': seconds }).end(),
    );
    const { hub, slept } = openHub({ endpoint: url, ...options });
    expect(await errorOf(hub.model('no/such'))).toMatchObject({
      exitCode: 5,
      retryAfterMs: Number(seconds) * 1_000,
      hint: expect.stringMatching(hint),
    });
    expect(slept).toEqual([]);
    expect(requests).toHaveLength(1);
  });

  it('parallel requests wait together', async () => {
    let isLimited = true;
    const { url, requests } = await serve((request, response) => {
      if (isLimited) response.writeHead(429, { 'retry-after': '1' }).end();
      else sendJson(response, { id: request.url!.slice('/api/models/'.length) });
    });
    const waits: (() => void)[] = [];
    const { hub } = openHub({ endpoint: url, sleep: () => new Promise((resolve) => waits.push(resolve)) });
    const first = hub.model('a/b');
    await expect.poll(() => waits.length).toBe(1);
    const second = hub.model('c/d');
    await expect.poll(() => waits.length).toBe(2);
    expect(requests).toHaveLength(1);
    isLimited = false;
    for (const wake of waits) wake();
    await Promise.all([first, second]);
  });
});

describe('unusable responses', () => {
  const cases: [string, (response: ServerResponse) => void, RegExp][] = [
    [
      'HTML',
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>log in</html>'),
      /received HTML instead of JSON/,
    ],
    [
      'HTML under a false name',
      (response) => response.writeHead(200, HEAD).end('<html>log in</html>'),
      /received HTML instead of JSON/,
    ],
    [
      'JSON that breaks off',
      (response) => response.writeHead(200, HEAD).end(JSON_TEXT.slice(0, 20)),
      /not valid JSON/,
    ],
    ['nothing', (response) => response.writeHead(200, HEAD).end(), /not valid JSON/],
    [
      'bad UTF-8',
      (response) => response.writeHead(200, HEAD).end(Buffer.from([0x22, 0xff, 0xfe, 0x22])),
      /not valid UTF-8/,
    ],
    ['another thing', (response) => sendJson(response, { id: '../../etc' }), /does not describe a model/],
    ['an array', (response) => sendJson(response, []), /does not describe a model/],
    [
      'too much',
      (response) => response.writeHead(200, HEAD).end(Buffer.alloc(10_000_001, 0x20)),
      /larger than 10 MB/,
    ],
    [
      'stacked codings',
      (response) =>
        response
          .writeHead(200, { ...HEAD, 'content-encoding': 'gzip, gzip' })
          .end(gzipSync(gzipSync(JSON_TEXT))),
      /unsupported content encoding "gzip, gzip"/,
    ],
    [
      'a thousand codings',
      (response) =>
        response
          .writeHead(200, { ...HEAD, 'content-encoding': new Array(1_000).fill('gzip').join(',') })
          .end(JSON_TEXT),
      /unsupported content encoding/,
    ],
    [
      'an unknown coding',
      (response) => response.writeHead(200, { ...HEAD, 'content-encoding': 'zstd' }).end(JSON_TEXT),
      /content encoding "zstd"/,
    ],
    [
      'damaged gzip',
      (response) => response.writeHead(200, { ...HEAD, 'content-encoding': 'gzip' }).end(JSON_TEXT),
      /corrupted/,
    ],
    [
      'gzip that breaks off',
      (response) =>
        response
          .writeHead(200, { ...HEAD, 'content-encoding': 'gzip' })
          .end(gzipSync(JSON_TEXT).subarray(0, 30)),
      /compressed response is truncated/,
    ],
    [
      'no HTTP',
      (response) => response.socket!.end('SSH-2.0-OpenSSH\r\n\r\n'),
      /not valid HTTP|connection closed/,
    ],
    [
      'a length that lies',
      (response) => {
        response.writeHead(200, { ...HEAD, 'content-length': '5000' });
        response.write(JSON_TEXT, () => response.destroy());
      },
      /connection closed/,
    ],
    [
      'a cut chunk',
      (response) => {
        response.writeHead(200, HEAD);
        response.write(JSON_TEXT.slice(0, 9), () => response.destroy());
      },
      /connection closed/,
    ],
    ['a reset', (response) => response.socket!.resetAndDestroy(), /connection closed/],
    [
      '100 levels of a redirect',
      (response) => response.writeHead(302, { location: '/api/models/loop' }).end(),
      /more than 5 redirects/,
    ],
  ];
  it.each(cases)('%s is reported and not cached', async (_, answer, message) => {
    let isBroken = true;
    const { url } = await serve((_, response) => (isBroken ? answer(response) : sendJson(response, INFO)));
    const { hub } = openHub({ endpoint: url, cacheDir: await makeFolder() });
    expect(await errorOf(hub.model('no/such'))).toMatchObject({
      exitCode: 5,
      message: expect.stringMatching(message),
    });
    expect(await errorOf(hub.model('no/such'))).toMatchObject({
      message: expect.stringContaining('/api/models/no/such'),
    });
    isBroken = false;
    expect((await hub.model('no/such')).source).toBe('hub');
  });

  it.each(
    cases.filter(
      ([name]) =>
        !/thousand|too much|another|array|redirect|HTML under|bad UTF|breaks off$|nothing/.test(name),
    ),
  )('retries a README after %s', async (_, answer) => {
    const { url } = await serve((_, response, count) =>
      count === 1 ? answer(response) : response.writeHead(200).end('# Card'),
    );
    const { hub } = openHub({ endpoint: url });
    expect(await hub.readme('owner/name', SHA)).toMatchObject({ status: 'ok', text: '# Card' });
  });

  it('survives 100,000 levels of nesting', async () => {
    const deep = `{"id":"owner/name","cardData":${'['.repeat(100_000)}${']'.repeat(100_000)},"config":{"a":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}}`;
    const { url } = await serve((_, response) => response.writeHead(200, HEAD).end(deep));
    const { info } = await openHub({ endpoint: url, cacheDir: await makeFolder() }).hub.model('owner/name');
    expect(info).toMatchObject({ id: 'owner/name', tags: [], siblings: [] });
    expect(JSON.stringify(info).length).toBeLessThan(500);
  });
});

describe('compression', () => {
  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['identity', Buffer.from],
  ])('reads %s', async (coding, compress) => {
    const { url, requests } = await serve((_, response) =>
      response
        .writeHead(200, { ...HEAD, 'content-encoding': coding })
        .end((compress as (text: string) => Buffer)(JSON_TEXT)),
    );
    expect((await openHub({ endpoint: url }).hub.model('owner/name')).info.sha).toBe(SHA);
    expect(requests[0]!.headers['accept-encoding']).toBe('gzip, br');
  });

  const block = Buffer.alloc(64 * 1024 * 1024, 0x20);
  it.each([
    ['gzip', () => Buffer.concat(new Array(16).fill(gzipSync(block)))],
    [
      'br',
      () =>
        brotliCompressSync(Buffer.concat([block, block, block, block]), {
          params: { [constants.BROTLI_PARAM_QUALITY]: 4 },
        }),
    ],
  ])('stops a %s bomb at the limit', async (coding, make) => {
    const bomb = make();
    const { url } = await serve((_, response) => {
      response.on('error', () => {});
      response.writeHead(200, { 'content-encoding': coding, 'content-type': 'text/plain' }).end(bomb);
    });
    const { hub } = openHub({ endpoint: url });
    await hub.readme('owner/name', SHA);
    const before = process.memoryUsage.rss();
    let peak = before;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss());
    }, 2);
    const readme = await hub.readme('owner/name', SHA);
    const info = await errorOf(hub.model('no/such'));
    clearInterval(watch);
    expect(readme).toMatchObject({ status: 'ok', truncated: true });
    expect(info).toMatchObject({ message: expect.stringContaining('larger than 10 MB') });
    expect(peak - before).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('README', () => {
  it.each<[string, string | Buffer, object]>([
    ['empty', '', { text: '', truncated: false }],
    ['with a byte order mark and CRLF', '\ufeffa\r\nb', { text: '\ufeffa\r\nb' }],
    ['bad UTF-8', Buffer.from([0x61, 0xff, 0x62]), { text: 'a\ufffdb' }],
    [
      'of 50 MB',
      Buffer.alloc(50_000_000, 'line of nine\n'),
      { text: 'line of nine\n'.repeat(Math.floor(5_000_000 / 13)), truncated: true },
    ],
    ['of one long line', Buffer.alloc(6_000_000, 'é'), { text: 'é'.repeat(2_499_999), truncated: true }],
  ])('%s', async (_, body, expected) => {
    const { url } = await serve((_, response) => {
      response.on('error', () => {});
      response.writeHead(200, { 'content-type': 'text/plain' }).end(body);
    });
    const { hub } = openHub({ endpoint: url, cacheDir: await makeFolder() });
    const first = await hub.readme('owner/name', SHA);
    expect(first).toMatchObject({ status: 'ok', source: 'hub' });
    for (const [key, value] of Object.entries(expected))
      expect((first as Record<string, unknown>)[key] === value).toBe(true);
    expect(await hub.readme('owner/name', SHA)).toEqual({ ...first, source: 'cache' });
  });

  it('is fetched through the cache of resolved files', async () => {
    const { url, requests } = await serve((request, response) => {
      if (request.url!.startsWith('/owner/'))
        response
          .writeHead(307, { location: `/api/resolve-cache/models/owner/name/${SHA}/README.md?x=1` })
          .end('Temporary Redirect');
      else response.writeHead(200).end('# Card');
    });
    const { hub, events } = openHub({ endpoint: url });
    expect(await hub.readme('owner/name', SHA)).toMatchObject({ text: '# Card' });
    expect(requests.map(({ path }) => path)).toEqual([
      `/owner/name/resolve/${SHA}/README.md`,
      `/api/resolve-cache/models/owner/name/${SHA}/README.md?x=1`,
    ]);
    expect(events.map((event) => event.type === 'request' && event.path)).toEqual([
      `/owner/name/resolve/${SHA}/README.md`,
      `/api/resolve-cache/models/owner/name/${SHA}/README.md`,
    ]);
  });

  it.each<[string, number, Record<string, string>, object, number]>([
    ['missing, kept', 404, { 'x-error-code': 'EntryNotFound' }, { status: 'missing' }, 1],
    ['missing without a code, not kept', 404, {}, { status: 'missing' }, 2],
    [
      'gated, anonymous',
      401,
      { 'x-error-code': 'GatedRepo' },
      { status: 'denied', reason: expect.stringContaining('gated') },
      2,
    ],
    [
      'gated, no access',
      403,
      { 'x-error-code': 'GatedRepo' },
      { status: 'denied', reason: expect.stringContaining('gated') },
      2,
    ],
    [
      'private by now',
      401,
      { 'x-error-code': 'RepoNotFound', 'x-error-message': 'Repository not found' },
      { status: 'denied', reason: 'Repository not found' },
      2,
    ],
    ['refused', 418, {}, { status: 'unavailable', reason: expect.stringContaining('418') }, 6],
  ])('%s', async (_, status, headers, expected, requestCount) => {
    const { url, requests } = await serve((_, response) => response.writeHead(status, headers).end());
    const { hub } = openHub({ endpoint: url, cacheDir: await makeFolder() });
    expect(await hub.readme('owner/name', SHA)).toEqual(expected);
    expect(await hub.readme('owner/name', SHA)).toEqual(expected);
    expect(requests).toHaveLength(requestCount);
  });
});

describe('deadlines', () => {
  it('ends a response that continues forever, byte by byte', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, HEAD);
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    const { hub } = openHub({ endpoint: url, attemptTimeoutMs: 300 });
    expect(await errorOf(hub.model('no/such'))).toMatchObject({
      exitCode: 5,
      message: expect.stringMatching(/response timed out|response stalled/),
    });
  });
});
