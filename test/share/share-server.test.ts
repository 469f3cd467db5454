import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openShareServer } from '../../src/share/share-server.ts';
import type { ShareTarget } from '../../src/share/share-target.ts';
import { errorOf, sendJson, serve } from '../hub/serve.ts';
import { notebookText, type OpenedApp, openApp } from '../server/open-app.ts';
import { createTestClock } from '../test-clock.ts';

const NO_HUB = 'http://127.0.0.1:9';
const KEY = 'a-key-of-a-share-in-a-test';
const NOTEBOOK = { bytes: Buffer.from(notebookText()), fileName: 'a.ipynb', model: 'acorn-labs/tiny-poet' };

const clock = createTestClock();
let server: OpenedApp;
let url: string;
let target: ShareTarget;
beforeAll(async () => {
  server = await openApp(NO_HUB, clock);
  url = await server.app.listen({ host: '127.0.0.1', port: 0 });
  target = await open(url);
});
afterAll(async () => {
  await target.close();
  await server.close();
});

async function open(endpoint: string): Promise<ShareTarget> {
  return openShareServer({
    endpoint,
    userAgent: 'alacard/test',
    timeoutMs: 60_000,
    maxWaitMs: 90_000,
    onEvent: () => {},
    ...clock,
  });
}

/** A share server that gives this response to every request. */
async function openForged(status: number, body: unknown, headers: Record<string, string> = {}) {
  const forged = await serve((_, response) => sendJson(response, body, status, headers));
  const opened = await open(forged.url);
  onTestFinished(() => opened.close());
  return { ...forged, target: opened };
}

let keys = 0;
const nextKey = () => `${KEY}-${keys++}`;
const facts = async (id: string) => (await server.app.inject({ url: `/api/notebook/${id}` })).json();

describe('share', () => {
  test('returns the link, the download and the deletion token', async () => {
    const link = await target.share(NOTEBOOK, { isPublic: false, key: nextKey() });
    expect(link).toEqual({
      id: expect.stringMatching(/^[\w-]{22}$/),
      url: `${url}/s/${link.id}`,
      notebookUrl: `${url}/api/notebook/download/${link.id}`,
      deletionToken: expect.stringMatching(/^[\w-]{43}$/),
    });
    const download = await server.app.inject({ url: new URL(link.notebookUrl).pathname });
    expect(download.body).toBe(notebookText());
    expect(await facts(link.id)).toMatchObject({ visibility: 'unlisted', expires_at: null });
  });

  test('passes on visibility and lifetime', async () => {
    const { id, expiresAt } = await target.share(NOTEBOOK, { isPublic: true, ttl: 3_600, key: nextKey() });
    expect(Date.parse(expiresAt!)).toBe(clock.now() + 3_600_000);
    expect(await facts(id)).toMatchObject({ visibility: 'public', expires_at: expiresAt });
  });

  test('creates one share for two requests with the same key', async () => {
    const options = { isPublic: false, key: nextKey() };
    expect(await target.share(NOTEBOOK, options)).toEqual(await target.share(NOTEBOOK, options));
  });

  test.each<[string, string, string]>([
    ['a notebook that is none', '{"cells": []}', 'NOTEBOOK_INVALID'],
    ['a notebook that is too large', notebookText().padEnd(5 * 1024 * 1024 + 1), 'NOTEBOOK_TOO_LARGE'],
  ])('refuses %s with the words of the server', async (_, text, code) => {
    const wanted = target.share(
      { ...NOTEBOOK, bytes: Buffer.from(text) },
      { isPublic: false, key: nextKey() },
    );
    const error = await errorOf(wanted);
    expect(error).toMatchObject({ code, exitCode: 8 });
    expect(error.message).toMatch(`${url}: `);
  });

  test.each<[string, number, unknown, object]>([
    ['a proxy that finds it too large', 413, 'x', { code: 'NOTEBOOK_TOO_LARGE', exitCode: 8 }],
    ['a proxy that is full', 507, 'x', { code: 'QUOTA_EXCEEDED', exitCode: 8 }],
    ['a proxy that limits', 429, 'x', { code: 'RATE_LIMITED', exitCode: 8 }],
    ['a login', 401, 'x', { exitCode: 4 }],
    ['another web server', 404, '<html>', { exitCode: 5 }],
    ['an answer without a link', 201, { share_id: 'x' }, { exitCode: 5 }],
    ['an odd problem', 409, problem(409, 'NEW'), { exitCode: 2 }],
    ['a problem of the server', 500, problem(500, 'INTERNAL'), { exitCode: 5 }],
  ])('explains %s', async (_, status, body, expected) => {
    // 429 and 5xx are retried first. The test clock makes that fast.
    const { target: forged } = await openForged(status, body, { 'retry-after': '91' });
    const error = await errorOf(forged.share(NOTEBOOK, { isPublic: false, key: KEY }));
    expect(error).toMatchObject(expected);
  });

  test('prints neither control characters nor the key in a response', async () => {
    const detail = `\u001b[31mno ${KEY}\u0007\r\n`;
    const { target: forged } = await openForged(409, {
      ...problem(409, 'NEW'),
      detail,
      hint: `\u009b2J${KEY}`,
    });
    const error = await errorOf(forged.share(NOTEBOOK, { isPublic: false, key: KEY }));
    expect(error.message).toMatch(/: no \.\.\.$/);
    expect(`${error.message}${error.hint}`).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });
});

describe('unshare', () => {
  test('removes a share once', async () => {
    const { id, deletionToken } = await target.share(NOTEBOOK, { isPublic: false, key: nextKey() });
    const link = { id, deletionToken: deletionToken! };
    expect(await target.unshare({ ...link, deletionToken: 'A'.repeat(43) })).toBe('gone');
    expect(await target.unshare(link)).toBe('removed');
    expect(await target.unshare(link)).toBe('gone');
  });

  test('keeps a hostile id within the path', async () => {
    const { target: forged, requests } = await openForged(404, problem(404, 'SHARE_NOT_FOUND'));
    expect(await forged.unshare({ id: '../x?y', deletionToken: 'z' })).toBe('gone');
    expect(requests[0]!.path).toBe('/api/notebook/..%2Fx%3Fy');
  });
});

function problem(status: number, code: string) {
  return { type: 'about:blank', title: 'Odd', status, code, detail: 'odd' };
}
