import type { ServerResponse } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSender, type SendRequest } from '../../src/share/sender.ts';
import type { ShareEvent, ShareTargetOptions } from '../../src/share/share-target.ts';
import { errorOf, serve } from '../hub/serve.ts';
import { createTestClock } from '../test-clock.ts';

const POST: SendRequest = {
  method: 'POST',
  path: '/things?secret=1',
  headers: { 'x-own': 'yes' },
  body: Buffer.from('body'),
  isIdempotent: true,
};
const CREATE: SendRequest = { ...POST, isIdempotent: false };

/** A server that gives these responses in order, and then repeats the last one. */
async function open(
  answers: ((response: ServerResponse) => void)[],
  options: Partial<ShareTargetOptions> = {},
) {
  const server = await serve((_, response, count) => answers[Math.min(count, answers.length) - 1]!(response));
  const events: ShareEvent[] = [];
  const clock = createTestClock();
  const sender = await createSender(
    {
      endpoint: server.url,
      userAgent: 'alacard/test',
      timeoutMs: 60_000,
      maxWaitMs: 90_000,
      onEvent: (event) => events.push(event),
      ...clock,
      ...options,
    },
    'the cable',
  );
  onTestFinished(() => sender.close());
  return { ...server, sender, events, clock };
}

const status =
  (code: number, headers: Record<string, string> = {}, text = '') =>
  (response: ServerResponse) =>
    void response.writeHead(code, headers).end(text);
const cut = (response: ServerResponse) => void response.destroy();
const created = status(201, {}, 'made');

describe('a response', () => {
  test('is returned with its status, headers and bytes', async () => {
    const { sender, requests, events } = await open([status(422, { 'x-answer': 'no' }, 'why')]);
    const response = await sender.send(POST);
    expect([response.status, response.headers['x-answer'], String(response.bytes)]).toEqual([
      422,
      'no',
      'why',
    ]);
    expect(requests[0]).toMatchObject({
      path: '/things?secret=1',
      headers: { 'x-own': 'yes', 'user-agent': 'alacard/test', 'content-length': '4' },
    });
    expect(events).toEqual([{ type: 'request', method: 'POST', path: '/things', attempt: 1 }]);
  });

  test('that redirects is returned, not followed', async () => {
    const { sender, requests } = await open([status(307, { location: '/elsewhere' }), created]);
    expect((await sender.send(POST)).status).toBe(307);
    expect(requests).toHaveLength(1);
  });

  test('of 407 names the proxy and is not retried', async () => {
    const { sender, requests } = await open([status(407), created]);
    expect((await sender.send(POST)).status).toBe(407);
    expect(requests).toHaveLength(1);
  });
});

describe('a retry', () => {
  test.each<[string, SendRequest, ((response: ServerResponse) => void)[], sent: number, slept: number[]]>([
    ['waits as a 429 says', POST, [status(429, { 'retry-after': '7' }), created], 2, [7_000]],
    [
      'waits as a 429 says for what creates',
      CREATE,
      [status(429, { 'retry-after': '7' }), created],
      2,
      [7_000],
    ],
    ['waits as a 503 says', POST, [status(503, { 'retry-after': '2' }), created], 2, [2_000]],
    ['waits as a 403 of GitHub says', CREATE, [status(403, { 'retry-after': '3' }), created], 2, [3_000]],
  ])('%s', async (_, request, answers, sent, slept) => {
    const { sender, requests, clock, events, url } = await open(answers);
    expect((await sender.send(request)).status).toBe(201);
    expect([requests.length, clock.slept]).toEqual([sent, slept]);
    const waits = events.filter(({ type }) => type === 'rate-limit');
    expect(waits).toEqual([{ type: 'rate-limit', path: '/things', waitMs: slept[0], of: new URL(url).host }]);
  });

  test.each<[string, ((response: ServerResponse) => void)[], number]>([
    ['after a 500', [status(500), created], 2],
    ['after a 502 and a 504', [status(502), status(504), created], 3],
    ['after a cut connection', [cut, created], 2],
  ])('follows a backoff %s', async (_, answers, sent) => {
    const { sender, requests, clock, events } = await open(answers);
    expect((await sender.send(POST)).status).toBe(201);
    expect(requests).toHaveLength(sent);
    expect(clock.slept).toHaveLength(sent - 1);
    expect(clock.slept[0]).toBeGreaterThanOrEqual(250);
    expect(clock.slept[0]).toBeLessThanOrEqual(500);
    expect(events.filter(({ type }) => type === 'retry')).toHaveLength(sent - 1);
  });

  test.each<[string, SendRequest, (response: ServerResponse) => void, Partial<ShareTargetOptions>, number]>([
    ['a 500 of what creates', CREATE, status(500), {}, 500],
    ['a 403 without Retry-After', CREATE, status(403), {}, 403],
    ['a 404', POST, status(404), {}, 404],
    ['a wait that is too long', POST, status(429, { 'retry-after': '91' }), {}, 429],
    ['a wait where none is allowed', POST, status(429, { 'retry-after': '1' }), { maxWaitMs: 0 }, 429],
  ])('does not follow %s', async (_, request, answer, options, expected) => {
    const { sender, requests, clock } = await open([answer, created], options);
    expect((await sender.send(request)).status).toBe(expected);
    expect([requests.length, clock.slept]).toEqual([1, []]);
  });

  test('returns the fifth 500', async () => {
    const { sender, requests } = await open([status(500)]);
    expect((await sender.send(POST)).status).toBe(500);
    expect(requests).toHaveLength(5);
  });

  test('adds up the requested waits', async () => {
    const limited = status(429, { 'retry-after': '40' });
    const { sender, requests, clock } = await open([limited]);
    expect((await sender.send(POST)).status).toBe(429);
    // Two waits fit into the allowed 90 s, but a third one does not.
    expect([requests.length, clock.slept]).toEqual([3, [40_000, 40_000]]);
  });
});

describe('no response', () => {
  test('to a request that creates something is an error that says that it may have succeeded', async () => {
    const { sender, requests, url } = await open([cut, created]);
    expect(await errorOf(sender.send(CREATE))).toMatchObject({
      code: 'UNAVAILABLE',
      exitCode: 5,
      message: expect.stringContaining(`POST ${url}/things failed: `),
      hint: expect.stringMatching(/^Check the cable, then try again\. .*may have succeeded/),
    });
    expect(requests).toHaveLength(1);
  });

  test('to a repeatable request is an error after five attempts', async () => {
    const { sender, requests } = await open([cut]);
    const error = await errorOf(sender.send(POST));
    expect(error.message).toMatch(/\(5 attempts in \d+(?:\.\d)? s\)$/);
    expect(error.hint).toBe('Check the cable, then try again.');
    expect(requests).toHaveLength(5);
  });

  test('from a refused connection is an error after three attempts', async () => {
    const { sender, events, clock } = await open([created], { endpoint: 'http://127.0.0.1:1' });
    const error = await errorOf(sender.send(CREATE));
    expect(error.message).toMatch(/ECONNREFUSED.*\(3 attempts in 0\.\d s\)$/);
    expect(error.hint).not.toMatch(/may have succeeded/);
    expect(events.filter(({ type }) => type === 'request')).toHaveLength(3);
    expect(clock.slept).toHaveLength(2);
  });

  test('from a server without TLS gets a hint about the CA file', async () => {
    const { sender, url } = await open([created]);
    await sender.close();
    const secure = await open([created], { endpoint: url.replace('http:', 'https:') });
    expect(await errorOf(secure.sender.send(POST))).toMatchObject({
      hint: expect.stringContaining('SSL_CERT_FILE'),
    });
  });

  test('in time is an error', async () => {
    const clock = createTestClock();
    const onEvent = () => clock.advance(200);
    const { sender, requests } = await open([() => {}], { ...clock, onEvent, timeoutMs: 200 });
    expect((await errorOf(sender.send(POST))).message).toMatch(
      /the response did not arrive in time \(1 attempt in 0\.2 s\)$/,
    );
    expect(requests.length).toBeLessThanOrEqual(1);
  });

  test("before the caller's signal rejects with its reason", async () => {
    const controller = new AbortController();
    const reason = new Error('interrupted');
    const { sender } = await open([() => controller.abort(reason)]);
    expect(await errorOf(sender.send({ ...POST, signal: controller.signal }))).toBe(reason);
  });
});
