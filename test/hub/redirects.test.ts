import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/hub/client/fault.ts';
import { nextUrl } from '../../src/hub/client/http.ts';
import { createLookup } from '../../src/hub/client/lookup.ts';
import { errorOf, openHub, SHA, sendJson, serve } from './serve.ts';

const INFO = { id: 'owner/name', sha: SHA };
const TOKEN = 'a-token-without-any-known-prefix';

describe('the token', () => {
  it('is sent to the endpoint and along its own redirects', async () => {
    const { url, requests } = await serve((request, response) => {
      if (request.url === '/api/models/old/name')
        response.writeHead(301, { location: '/api/models/owner/name' }).end();
      else sendJson(response, INFO);
    });
    await openHub({ endpoint: url, token: TOKEN }).hub.model('old/name');
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${TOKEN}`,
      `Bearer ${TOKEN}`,
    ]);
  });

  it.each([301, 302, 303, 307, 308])(
    'is not sent to another origin (%i), but is sent again when a redirect returns to the endpoint',
    async (status) => {
      const home = await serve((request, response) => {
        if (request.url === '/api/models/owner/name')
          response.writeHead(status, { location: `${other.url}/elsewhere?signature=abc` }).end();
        else sendJson(response, INFO);
      });
      const other = await serve((_, response) =>
        response.writeHead(302, { location: `${home.url}/back` }).end(),
      );
      const { hub, events } = openHub({ endpoint: home.url, token: TOKEN });
      expect((await hub.model('owner/name')).info.id).toBe('owner/name');
      expect(other.requests).toHaveLength(1);
      expect(other.requests[0]!.headers).not.toHaveProperty('authorization');
      expect(home.requests.map(({ headers }) => headers.authorization)).toEqual([
        `Bearer ${TOKEN}`,
        `Bearer ${TOKEN}`,
      ]);
      expect(JSON.stringify(events)).not.toMatch(/signature|a-token/);
    },
  );

  it.each([
    ['another port', (url: string) => url.replace(/:\d+/, ':1')],
    ['another name of the same host', (url: string) => url.replace('127.0.0.1', 'localhost')],
  ])('is not sent to %s', async (_, change) => {
    let authorization: string | undefined = 'never asked';
    const { url } = await serve((request, response) => {
      if (request.headers.host?.startsWith('localhost')) {
        authorization = request.headers.authorization;
        sendJson(response, INFO);
      } else response.writeHead(302, { location: change(url) }).end();
    });
    await openHub({ endpoint: url, token: TOKEN })
      .hub.model('owner/name')
      .catch(() => {});
    expect(authorization).not.toBe(`Bearer ${TOKEN}`);
  });

  it('is in no event or error, even if the Hub echoes it', async () => {
    const { url } = await serve((request, response) =>
      sendJson(response, {}, 401, {
        'x-error-message': `Invalid credentials in Authorization header: ${request.headers.authorization}`,
      }),
    );
    const { hub, events } = openHub({ endpoint: url, token: TOKEN });
    const error = await errorOf(hub.model('owner/name'));
    expect(error).toMatchObject({ exitCode: 4 });
    expect(`${error.message} ${error.hint} ${error.stack} ${JSON.stringify(events)}`).not.toContain(TOKEN);
  });
});

describe('a redirect is refused', () => {
  it.each([
    ['without a place', {}, /without a valid location/],
    ['to a file', { location: 'file:///etc/passwd' }, /non-HTTP URL refused/],
    ['with credentials', { location: 'http://user:pass@127.0.0.1/' }, /credentials/],
    [
      'to the metadata service',
      { location: 'http://169.254.169.254/latest/meta-data/' },
      /169\.254\.169\.254 refused: the address is link-local/,
    ],
    ['to the metadata service by IPv6', { location: 'http://[::ffff:169.254.169.254]/' }, /link-local/],
    ['to the metadata service by number', { location: 'http://2852039166/' }, /link-local/],
  ])('%s', async (_, headers, message) => {
    const { url, requests } = await serve((_, response) => response.writeHead(302, headers).end());
    const { hub } = openHub({ endpoint: url });
    expect(await errorOf(hub.model('no/such'))).toMatchObject({
      exitCode: 5,
      message: expect.stringMatching(message),
    });
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['http://127.0.0.1:8080/', 'loopback'],
    ['http://127.1/', 'loopback'],
    ['http://0/', 'loopback'],
    ['http://localhost/', 'loopback'],
    ['http://[::1]/', 'loopback'],
    ['http://[::ffff:127.0.0.1]/', 'loopback'],
    ['http://10.0.0.1/', 'private'],
    ['http://192.168.0.1/', 'private'],
    ['http://[fd00::1]/', 'private'],
    ['http://169.254.169.254/', 'link-local'],
  ])('from a public endpoint to %s', async (location, reach) => {
    // The proxy stands in for a public host.
    const proxy = await serve((_, response) => response.writeHead(302, { location }).end());
    const { hub } = openHub({ endpoint: 'http://hub.example', proxy: { http: proxy.url } });
    expect(await errorOf(hub.model('no/such'))).toMatchObject({
      exitCode: 5,
      message: expect.stringContaining(`the address is ${reach}`),
    });
    expect(proxy.requests).toHaveLength(1);
  });

  it('from https to plain http', () => {
    expect(() => nextUrl(new URL('https://hub.example/a'), 'http://hub.example/b')).toThrow(
      /from https to http \(hub\.example\) refused/,
    );
    expect(nextUrl(new URL('https://hub.example/a'), '//cdn.example/b').href).toBe('https://cdn.example/b');
    expect(nextUrl(new URL('https://hub.example/a/b'), 'c?d=e').href).toBe('https://hub.example/a/c?d=e');
  });

  it('after five', async () => {
    const { url, requests } = await serve((_, response, count) =>
      response.writeHead(302, { location: `/${count}` }).end(),
    );
    expect(await errorOf(openHub({ endpoint: url }).hub.model('no/such'))).toMatchObject({
      message: expect.stringContaining('more than 5 redirects'),
    });
    expect(requests).toHaveLength(6);
  });
});

describe('createLookup', () => {
  const lookUp = (host: string, refuses: boolean, all: boolean) =>
    new Promise((resolve) => {
      const seen: string[] = [];
      const lookup = createLookup((hostname, addresses) => {
        seen.push(hostname, ...addresses);
        return refuses ? new Fault('redirect', 'refused') : undefined;
      });
      lookup(host, { all, family: 4 }, (error, address) => resolve({ error: error?.message, address, seen }));
    });

  it('shows the addresses before they are used', async () => {
    expect(await lookUp('localhost', true, true)).toMatchObject({
      error: 'refused',
      seen: ['localhost', '127.0.0.1'],
    });
    expect(await lookUp('localhost', false, false)).toMatchObject({ address: '127.0.0.1' });
    expect(await lookUp('localhost', false, true)).toMatchObject({
      address: [{ address: '127.0.0.1', family: 4 }],
    });
  });
});
