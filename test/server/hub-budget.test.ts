import { afterEach, beforeEach, expect, test } from 'vitest';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createHub } from '../../src/hub/hub.ts';
import type { AppOptions } from '../../src/server/app.ts';
import { DEFAULT_HUB_BUDGET } from '../../src/server/hub/hub-budget.ts';
import { createTestClock } from '../test-clock.ts';
import { notebookText, type OpenedApp, openApp } from './open-app.ts';

// The server's quota at the Hub, which all visitors share.
const MODEL = 'acorn-labs/tiny-poet';
const closing: { close(): Promise<void> }[] = [];
let hub: FakeHub;
beforeEach(async () => {
  hub = await startFakeHub({ models: fixtureModels });
});
afterEach(async () => {
  for (const opened of closing.splice(0).reverse()) await opened.close();
  await hub.close();
});

async function open(options: Partial<AppOptions> = {}): Promise<OpenedApp> {
  const limits = { timeoutMs: 3_000, maxWaitMs: 100 };
  const client = createHub({ endpoint: hub.url, userAgent: 'alacard/test', ...limits, ...createTestClock() });
  const opened = await openApp(hub.url, {
    hub: client,
    trustProxy: true,
    hubBudget: DEFAULT_HUB_BUDGET,
    ...options,
  });
  closing.push(client, opened);
  return opened;
}

const get = ({ app }: OpenedApp, url: string, from = '10.0.0.1') =>
  app.inject({ url, headers: { 'x-forwarded-for': from } });
const post = ({ app }: OpenedApp, url: string, payload: string | object, from = '10.0.0.1') =>
  app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
    payload,
  });
/** Requests that count against the Hub's limit for its API. */
const asked = () => hub.requests.filter(({ path }) => path.startsWith('/api/models')).length;
const count = (statuses: number[]) =>
  Object.fromEntries(
    [...new Set(statuses)].sort().map((one) => [one, statuses.filter((s) => s === one).length]),
  );

test('300 distinct searches by one client trigger 30 Hub requests, and do not affect other clients', async () => {
  const opened = await open();
  const statuses = [];
  for (let at = 0; at < 300; at++) {
    const url = at % 2 === 0 ? `/api/models/search?q=word-${at}` : `/generate?q=word-${at}`;
    const answer = await get(opened, url, `2001:db8:1:2::${at.toString(16)}`);
    statuses.push(answer.statusCode);
    if (answer.statusCode !== 429) continue;
    const seconds = Number(answer.headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
  }
  expect(count(statuses)).toEqual({ 200: 30, 429: 270 });
  expect(asked()).toBe(30);
  // Cached responses are not limited.
  for (let at = 0; at < 30; at += 2) {
    expect((await get(opened, `/api/models/search?q=WORD-${at}`, '2001:db8:1:2::1')).statusCode).toBe(200);
  }
  expect(asked()).toBe(30);
  expect((await get(opened, '/api/models/search?q=poet', '2001:db8:1:3::1')).json().models).not.toEqual([]);
  expect((await get(opened, '/', '10.0.0.2')).statusCode).toBe(200);
});

test('many clients together stay below the anonymous limit of the Hub', async () => {
  const opened = await open();
  const statuses = [];
  for (let at = 0; at < 300; at++) {
    statuses.push((await get(opened, `/api/models/search?q=word-${at}`, `10.1.${at}.1`)).statusCode);
  }
  expect(count(statuses)).toEqual({ 200: 80, 429: 220 });
  expect(asked()).toBe(80);
  // The Hub allows 500 in five minutes, which can overlap with six of these windows.
  expect(asked() * 6).toBeLessThan(500);
  expect((await get(opened, '/api/status')).json().hub).toEqual({ status: 'ok' });
});

test.each<[string, number, (opened: OpenedApp, at: number) => ReturnType<typeof post>]>([
  [
    'unknown models',
    429,
    (opened, at) => post(opened, '/api/notebook/generate', { hf_model_id: `no/such-${at}` }),
  ],
  [
    'unknown revisions',
    429,
    (opened, at) => post(opened, '/api/notebook/generate', { hf_model_id: MODEL, revision: `r${at}` }),
  ],
  [
    'uploads',
    201,
    (opened, at) => post(opened, '/api/notebook', notebookText({ alacard: { model: `no/such-${at}` } })),
  ],
])('%s spend the same budget', async (_, last, request) => {
  const opened = await open();
  const statuses = [];
  for (let at = 0; at < 60; at++) statuses.push((await request(opened, at)).statusCode);
  expect(statuses.at(-1)).toBe(last);
  expect(asked()).toBe(30);
  expect((await post(opened, '/api/notebook/generate', { hf_model_id: MODEL }, '10.0.0.2')).statusCode).toBe(
    201,
  );
});

test('a progress stream reports the limit, and a form gets a page', async () => {
  const opened = await open({ hubBudget: { perClient: 0, total: 10 } });
  const stream = await opened.app.inject({
    method: 'POST',
    url: '/api/notebook/generate',
    headers: { accept: 'text/event-stream' },
    payload: { hf_model_id: MODEL },
  });
  expect(stream.body).toContain('"code":"RATE_LIMITED"');
  const page = await opened.app.inject({
    method: 'POST',
    url: '/generate',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: `hf_model_id=${MODEL}`,
  });
  expect([page.statusCode, page.headers['content-type']]).toEqual([429, 'text/html; charset=utf-8']);
  expect(Number(page.headers['retry-after'])).toBeGreaterThan(0);
  expect(asked()).toBe(0);
});

test('an earlier list is better than none', async () => {
  let now = Date.parse('2026-11-24T10:00:00Z');
  const opened = await open({ now: () => now, hubBudget: { perClient: 1, total: 10 } });
  expect((await get(opened, '/')).statusCode).toBe(200);
  now += 30 * 60_000;
  const home = await get(opened, '/');
  expect([home.statusCode, asked()]).toEqual([200, 1]);
  expect(home.body).not.toContain('unavailable');
  now += 60 * 60_000;
  expect((await get(opened, '/')).statusCode).toBe(429);
});

test('queued jobs share a budget too, and wait when it is used up', async () => {
  const opened = await open({
    hubBudget: { perClient: 1, total: 100 },
    jobTimes: { pollMs: 10, firstDelayMs: 10, maxDelayMs: 20 },
  });
  hub.setFault('/', { kind: 'status', status: 503 });
  const ids = [MODEL, 'acorn-labs/tiny-poet-base', 'acorn-labs/tiny-poet-gguf'];
  const urls: string[] = [];
  for (const [at, id] of ids.entries()) {
    const queued = await post(opened, '/api/notebook/generate', { hf_model_id: id }, `10.0.1.${at}`);
    expect(queued.statusCode).toBe(202);
    urls.push(`/api/tasks/${queued.json().task_id}`);
  }
  const jobs = async () => Promise.all(urls.map(async (url) => (await get(opened, url)).json()));
  const limited = async () =>
    (await jobs()).filter(({ status, problem }) => status === 'waiting' && problem.code === 'RATE_LIMITED')
      .length;
  await expect.poll(limited, { timeout: 10_000 }).toBeGreaterThan(1);
  expect((await jobs()).map(({ status }) => status)).not.toContain('failed');
});
