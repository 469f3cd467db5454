import { describe, expect, it } from 'vitest';
import type { HubEvent } from '../../src/hub/hub-event.ts';
import { createTestClock } from '../test-clock.ts';
import { errorOf, makeFolder, openHub, SHA, sendJson, serve } from './serve.ts';

const INFO = {
  id: 'owner/name',
  sha: SHA,
  private: false,
  gated: false,
  tags: ['gguf'],
  siblings: [{ rfilename: 'README.md' }],
};
const CARD = '# A card\n\nText.\n';

describe('model', () => {
  it('queries the Hub once and then the cache', async () => {
    const { url, requests } = await serve((_, response) => sendJson(response, INFO));
    const cacheDir = await makeFolder();
    const { hub, events } = openHub({ endpoint: url, cacheDir });
    expect(await hub.model('owner/name')).toEqual({ info: INFO, source: 'hub' });
    expect(await hub.model('owner/name')).toMatchObject({ info: INFO, source: 'cache' });
    expect(requests.map(({ path }) => path)).toEqual(['/api/models/owner/name']);
    expect(requests[0]!.headers).toMatchObject({ 'user-agent': 'alacard/test' });
    expect(events).toEqual([
      { type: 'request', method: 'GET', path: '/api/models/owner/name', attempt: 1 },
      { type: 'cache', status: 'hit', kind: 'info', id: 'owner/name' },
    ]);
    expect((await hub.model('owner/name', { refresh: true })).source).toBe('hub');
    expect(requests).toHaveLength(2);
  });

  it('encodes a revision and caches it separately', async () => {
    const { url, requests } = await serve((_, response) => sendJson(response, INFO));
    const { hub } = openHub({ endpoint: url, cacheDir: await makeFolder() });
    await hub.model('owner/name');
    await hub.model('owner/name', { revision: 'refs/pr/1' });
    expect(requests.map(({ path }) => path)).toEqual([
      '/api/models/owner/name',
      '/api/models/owner/name/revision/refs%2Fpr%2F1',
    ]);
  });

  it('works with a path in the endpoint', async () => {
    const { url, requests } = await serve((_, response) => sendJson(response, INFO));
    await openHub({ endpoint: `${url}/hub/` }).hub.model('owner/name');
    expect(requests[0]!.path).toBe('/hub/api/models/owner/name');
  });

  it('follows a renamed model to its own id', async () => {
    const { url } = await serve((request, response) => {
      if (request.url === '/api/models/gpt2')
        response.writeHead(307, { location: '/api/models/openai-community/gpt2' }).end();
      else sendJson(response, { ...INFO, id: 'openai-community/gpt2' });
    });
    expect((await openHub({ endpoint: url }).hub.model('gpt2')).info.id).toBe('openai-community/gpt2');
  });

  it.each<[string, number, Record<string, string>, string | undefined, object]>([
    [
      'missing, anonymous',
      401,
      { 'x-error-code': 'RepoNotFound' },
      undefined,
      {
        exitCode: 3,
        code: 'MODEL_NOT_FOUND',
        message: expect.stringMatching(/model owner\/name was not found on .* or it is private/),
        hint: expect.stringContaining('set HF_TOKEN'),
      },
    ],
    [
      'missing, with a token',
      404,
      { 'x-error-code': 'RepoNotFound' },
      'hf_secretsecretsecretsecret1',
      { exitCode: 3, message: expect.stringContaining('this token has no access to it') },
    ],
    ['missing, no code', 401, {}, undefined, { exitCode: 3 }],
    [
      'no such revision',
      404,
      { 'x-error-code': 'RevisionNotFound' },
      undefined,
      { exitCode: 3, code: 'REVISION_NOT_FOUND' },
    ],
    [
      'a bad token',
      401,
      { 'x-error-message': 'Invalid credentials in Authorization header' },
      'hf_secretsecretsecretsecret1',
      { exitCode: 4, message: expect.stringContaining('rejected the token') },
    ],
    [
      'disabled',
      403,
      { 'x-error-message': 'Access to this resource is disabled.' },
      undefined,
      { exitCode: 4, message: expect.stringContaining('is disabled') },
    ],
    [
      'gated',
      403,
      { 'x-error-code': 'GatedRepo' },
      undefined,
      { exitCode: 4, message: expect.stringMatching(/ denied: Access restricted hf_\.\.\.$/) },
    ],
    ['odd', 418, {}, undefined, { exitCode: 5 }],
  ])('%s', async (_, status, headers, token, expected) => {
    const { url, requests } = await serve((_, response) =>
      sendJson(
        response,
        { error: 'Access \u001b[31mrestricted hf_secretsecretsecretsecret1' },
        status,
        headers,
      ),
    );
    const { hub } = openHub({ endpoint: url, ...(token !== undefined && { token }) });
    const error = await errorOf(hub.model('owner/name'));
    expect(error).toMatchObject(expected);
    expect(JSON.stringify([error.message, error.hint, error])).not.toContain('hf_secret');
    expect(requests).toHaveLength(1);
  });

  it('does not hide a refusal behind cache or snapshot', async () => {
    const cacheDir = await makeFolder();
    let isGone = false;
    const { url } = await serve((_, response) =>
      isGone
        ? sendJson(response, {}, 401, { 'x-error-code': 'RepoNotFound' })
        : sendJson(response, { ...INFO, id: 'gpt2' }),
    );
    const { hub } = openHub({ endpoint: url, cacheDir });
    await hub.model('gpt2');
    isGone = true;
    expect(await errorOf(hub.model('gpt2', { refresh: true }))).toMatchObject({ exitCode: 3 });
  });

  it.each(['../x', 'a/b/c', 'a b', ''])('refuses the id %j before it opens anything', async (id) => {
    const { hub, events } = openHub({ endpoint: 'http://127.0.0.1:9' });
    expect(await errorOf(hub.model(id))).toMatchObject({ exitCode: 2 });
    expect(events).toEqual([]);
  });

  it('is fresh for ten minutes; an older or future entry is only used when the Hub fails', async () => {
    const cacheDir = await makeFolder();
    let isDown = false;
    let time = Date.parse('2026-11-24T12:00:00Z');
    const { url, requests } = await serve((_, response) =>
      isDown ? response.writeHead(500).end() : sendJson(response, INFO),
    );
    const { hub } = openHub({ endpoint: url, cacheDir, now: () => time });
    await hub.model('owner/name');
    time += 9 * 60_000;
    expect(await hub.model('owner/name')).toMatchObject({ source: 'cache', ageMs: 9 * 60_000 });
    isDown = true;
    time += 2 * 60_000;
    expect(await hub.model('owner/name')).toMatchObject({
      source: 'stale-cache',
      ageMs: 11 * 60_000,
      reason: expect.stringContaining('500'),
    });
    time -= 86_400_000;
    expect(await hub.model('owner/name')).toMatchObject({ source: 'stale-cache', ageMs: 0 });
    time += 10 * 365 * 86_400_000;
    expect(await hub.model('owner/name')).toMatchObject({ source: 'stale-cache' });
    isDown = false;
    const before = requests.length;
    expect((await hub.model('owner/name')).source).toBe('hub');
    expect((await hub.model('owner/name')).source).toBe('cache');
    expect(requests.length - before).toBe(1);
  });

  it("rejects with the signal's reason while the Hub does not respond", async () => {
    const controller = new AbortController();
    const reason = new Error('interrupted');
    const { url } = await serve(() => controller.abort(reason));
    const { hub } = openHub({ endpoint: url, cacheDir: await makeFolder() });
    expect(await errorOf(hub.model('gpt2', { signal: controller.signal }))).toBe(reason);
  });
});

describe('offline', () => {
  it('opens no socket: cache, then snapshot, then an error with a hint', async () => {
    const cacheDir = await makeFolder();
    const { url, requests } = await serve((request, response) => {
      if (request.url!.startsWith('/api/')) sendJson(response, INFO);
      else response.writeHead(200, { 'content-type': 'text/plain' }).end(CARD);
    });
    const online = openHub({ endpoint: url, cacheDir });
    await online.hub.model('owner/name');
    await online.hub.readme('owner/name', SHA);
    const { hub } = openHub({ endpoint: url, cacheDir, offline: true });
    expect(await hub.model('owner/name')).toMatchObject({ source: 'cache', info: INFO });
    expect(await hub.model('owner/name', { revision: SHA })).toMatchObject({ source: 'cache', info: INFO });
    expect(await hub.readme('owner/name', SHA)).toEqual({
      status: 'ok',
      text: CARD,
      truncated: false,
      source: 'cache',
    });
    expect(await hub.model('meta-llama/Llama-3.1-8B-Instruct')).toMatchObject({
      source: 'snapshot',
      reason: expect.stringContaining('offline mode is on'),
      info: { id: 'meta-llama/Llama-3.1-8B-Instruct', pipeline_tag: 'text-generation' },
    });
    expect((await hub.model('META-LLAMA/llama-3.1-8b-instruct')).source).toBe('snapshot');
    expect(await hub.readme('owner/other', SHA)).toMatchObject({
      status: 'unavailable',
      reason: expect.stringContaining('offline'),
    });
    expect(await errorOf(hub.model('no/such'))).toMatchObject({
      exitCode: 5,
      hint: expect.stringContaining('--offline'),
    });
    expect(await errorOf(hub.model('gpt2', { revision: 'other-branch' }))).toMatchObject({ exitCode: 5 });
    expect(await errorOf(hub.list({})[Symbol.asyncIterator]().next())).toMatchObject({ exitCode: 5 });
    expect(await hub.nearMatches('meta-llama/Llama-3.1-8B-Instrct')).toContain(
      'meta-llama/Llama-3.1-8B-Instruct',
    );
    expect(requests).toHaveLength(2);
  });
});

describe('when the Hub cannot be reached', () => {
  it.each([
    ['a refused connection', 'http://127.0.0.1:1', /refused \(ECONNREFUSED\)/],
    ['no such name', 'http://no-such-host.invalid', /DNS lookup failed/],
  ])(
    'gives up on %s after 0.5 s of waiting, and does not try again for 5 s',
    async (_, endpoint, message) => {
      const { hub, events, clock, slept } = openHub({ endpoint });
      const error = await errorOf(hub.model('no/such'));
      expect(error).toMatchObject({
        exitCode: 5,
        message: expect.stringMatching(message),
        hint: expect.stringContaining('network'),
      });
      expect(slept).toHaveLength(2);
      expect(slept[0]! + slept[1]!).toBeLessThanOrEqual(450);
      const asked = () => events.filter(({ type }) => type === 'request').length;
      expect(asked()).toBe(3);
      clock.advance(4_900);
      expect((await hub.model('openai-community/gpt2')).source).toBe('snapshot');
      expect((await hub.readme('openai-community/gpt2', SHA)).status).toBe('unavailable');
      expect(asked()).toBe(3);
      clock.advance(200);
      expect((await hub.model('openai-community/gpt2')).source).toBe('snapshot');
      expect(asked()).toBe(6);
    },
  );

  it('gives up at the time limit on a server that accepts connections and never responds', async () => {
    const clock = createTestClock(0);
    const { url } = await serve(() => {});
    let attempts = 0;
    const onEvent = ({ type }: HubEvent) => {
      if (type !== 'request') return;
      attempts++;
      clock.advance(300);
    };
    const { hub } = openHub({ endpoint: url, ...clock, onEvent, timeoutMs: 1_500, attemptTimeoutMs: 300 });
    expect(await errorOf(hub.model('no/such'))).toMatchObject({
      exitCode: 5,
      message: expect.stringMatching(/\d attempts in \d(?:\.\d)? s/),
    });
    expect([2, 3]).toContain(attempts);
    // The last attempt starts within the time; each attempt advances the clock by 300 ms.
    expect(clock.now()).toBeLessThan(1_800);
  });

  it('does not retry a TLS failure, and says what to do', async () => {
    const { url } = await serve((_, response) => sendJson(response, INFO));
    const { hub, events } = openHub({ endpoint: url.replace('http:', 'https:') });
    expect(await errorOf(hub.model('no/such'))).toMatchObject({
      exitCode: 5,
      hint: expect.stringContaining('CA file'),
    });
    expect(events.filter(({ type }) => type === 'retry')).toEqual([]);
  });

  it('a missing CA file is a usage error', async () => {
    const { hub } = openHub({ endpoint: 'https://127.0.0.1:1', caFile: '/no/such/ca.pem' });
    expect(await errorOf(hub.model('gpt2'))).toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('/no/such/ca.pem'),
    });
  });
});

describe('a proxy', () => {
  it('carries requests with its password, except to excluded hosts', async () => {
    const target = await serve((_, response) => sendJson(response, INFO));
    const proxy = await serve((_, response) => sendJson(response, INFO));
    const withPassword = proxy.url.replace('//', '//user:p%40ss@');
    const { hub } = openHub({ endpoint: 'http://hub.example', proxy: { http: withPassword } });
    expect((await hub.model('owner/name')).source).toBe('hub');
    expect(proxy.requests[0]).toMatchObject({
      path: 'http://hub.example/api/models/owner/name',
      headers: { 'proxy-authorization': `Basic ${Buffer.from('user:p@ss').toString('base64')}` },
    });
    const direct = openHub({ endpoint: target.url, proxy: { http: withPassword, no: '127.0.0.1' } });
    await direct.hub.model('owner/name');
    expect(target.requests).toHaveLength(1);
    expect(proxy.requests).toHaveLength(1);
  });

  it('tunnels https with CONNECT, and its refusal is reported without its password', async () => {
    const proxy = await serve(() => {});
    const asked: string[] = [];
    proxy.server.on('connect', (request, socket) => {
      asked.push(request.url!);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    const { hub } = openHub({
      endpoint: 'https://hub.example',
      proxy: { https: proxy.url.replace('//', '//user:hunter2@') },
    });
    const error = await errorOf(hub.model('no/such'));
    expect(error).toMatchObject({
      exitCode: 5,
      message: expect.stringContaining('refused by the proxy (403)'),
      hint: expect.stringContaining('HTTPS_PROXY'),
    });
    expect(`${error.message}${error.hint}`).not.toContain('hunter2');
    expect(asked).toEqual(['hub.example:443']);
  });

  it.each([
    [
      '407',
      (response: import('node:http').ServerResponse) => response.writeHead(407).end(),
      /requires authentication \(407\)/,
    ],
  ])('answers %s', async (_, answer, message) => {
    const proxy = await serve((_, response) => answer(response));
    const { hub } = openHub({ endpoint: 'http://hub.example', proxy: { http: proxy.url } });
    expect(await errorOf(hub.model('no/such'))).toMatchObject({
      exitCode: 5,
      message: expect.stringMatching(message),
    });
  });
});

describe('close', () => {
  it('leaves no connection open', async () => {
    const { url, server } = await serve((_, response) => sendJson(response, INFO));
    const { hub } = openHub({ endpoint: url });
    await hub.model('owner/name');
    await hub.close();
    const connections = () => new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
    await expect.poll(connections).toBe(0);
  });
});
