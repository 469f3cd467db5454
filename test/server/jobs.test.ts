import { afterEach, expect, test } from 'vitest';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createHub } from '../../src/hub/hub.ts';
import type { AppOptions } from '../../src/server/app.ts';
import { createTestClock, type TestClock } from '../test-clock.ts';
import { type OpenedApp, openApp } from './open-app.ts';

const MODEL = 'acorn-labs/tiny-poet';
const QUICK = { pollMs: 20, firstDelayMs: 20, maxDelayMs: 100 };
const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const opened of closing.splice(0).reverse()) await opened.close();
});

interface Opened {
  hub: FakeHub;
  opened: OpenedApp;
  clock: TestClock;
}

/** The server and its Hub client, with a clock that stands still until a test advances it. */
async function open(options: Partial<AppOptions> = {}): Promise<Opened> {
  const hub = await startFakeHub({ models: fixtureModels });
  closing.push(hub);
  const clock = createTestClock();
  // The limits of `alacard serve`.
  const limits = { timeoutMs: 3_000, maxWaitMs: 100 };
  const client = createHub({ endpoint: hub.url, userAgent: 'alacard/test', ...limits, ...clock });
  closing.push(client);
  const opened = await openApp(hub.url, { hub: client, now: clock.now, jobTimes: QUICK, ...options });
  closing.push(opened);
  return { hub, opened, clock };
}

const generate = ({ app }: OpenedApp, body: object = {}, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: '/api/notebook/generate',
    payload: { hf_model_id: MODEL, ...body },
    headers,
  });
const getJob = async ({ app }: OpenedApp, id: string) => app.inject({ url: `/api/tasks/${id}` });

/** The response once the job has finished. Advances the clock meanwhile. */
async function settled({ opened, clock }: Opened, id: string) {
  let job = (await getJob(opened, id)).json();
  const status = async () => {
    clock.advance(100);
    job = (await getJob(opened, id)).json();
    return job.status;
  };
  await expect.poll(status).not.toBe('waiting');
  return job;
}

test('queues a job with 202 when rate limited, and finishes it when the Hub responds', async () => {
  const server = await open();
  const { hub, opened } = server;
  hub.setFault('/', { kind: 'rate-limit', retryAfter: '2' });
  const response = await generate(opened);
  expect(response.statusCode).toBe(202);
  const job = response.json();
  expect(job).toMatchObject({
    task_id: expect.stringMatching(/^[\w-]{22}$/),
    status: 'waiting',
    hf_model_id: MODEL,
    attempts: 0,
    problem: { code: 'UNAVAILABLE', status: 503 },
  });
  expect(response.headers.location).toBe(job.task_url);
  // The Hub's Retry-After, and a second for the attempt.
  expect(response.headers['retry-after']).toBe('3');
  const waiting = await getJob(opened, job.task_id);
  expect([waiting.statusCode, waiting.json().status]).toEqual([200, 'waiting']);
  expect(Number(waiting.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  expect((await opened.app.inject({ url: '/api/status' })).json()).toMatchObject({
    hub: { status: 'unavailable', reason: expect.stringContaining('429') },
    tasks: { waiting: 1 },
  });

  hub.clearFaults();
  const done = await settled(server, job.task_id);
  expect(done).toMatchObject({ status: 'done', next_try_at: null, notebook: { source: 'hub', notes: [] } });
  expect(done.notebook.deletion_token).toBeUndefined();
  const download = await opened.app.inject({ url: new URL(done.notebook.notebook_url).pathname });
  expect(download.json().metadata.alacard.model).toBe(MODEL);
  const facts = await opened.app.inject({ url: `/api/notebook/${done.notebook.share_id}` });
  expect(facts.json().origin).toBe('generated');
  expect((await opened.app.inject({ url: '/api/status' })).json()).toEqual({
    hub: { status: 'ok' },
    tasks: { waiting: 0 },
  });
});

test('generates a model in the snapshot immediately, and says so', async () => {
  const { hub, opened } = await open();
  hub.setFault('/', { kind: 'reset' });
  const response = await generate(opened, { hf_model_id: 'openai-community/gpt2' });
  expect(response.statusCode).toBe(201);
  expect(response.json()).toMatchObject({
    source: 'snapshot',
    notes: expect.arrayContaining([expect.stringContaining('snapshot')]),
  });
});

test('creates one job per request and options', async () => {
  const { hub, opened } = await open({ jobTimes: { ...QUICK, firstDelayMs: 60_000 } });
  hub.setFault('/', { kind: 'reset' });
  const ids = [];
  for (const body of [
    {},
    {},
    { options: { example: 'template' } },
    { options: { visibility: 'public' } },
    { revision: 'main' },
    {},
  ]) {
    ids.push((await generate(opened, body)).json().task_id);
  }
  expect(new Set(ids).size).toBe(4);
  expect([ids[1], ids[5]]).toEqual([ids[0], ids[0]]);
});

test('queues for event streams and forms too, with a page that refreshes itself', async () => {
  const server = await open();
  const { hub, opened } = server;
  const fault = hub.setFault('/', { kind: 'reset' });
  const events = await generate(opened, {}, { accept: 'text/event-stream' });
  const [, data] = /event: queued\ndata: (.*)\n\n$/.exec(events.body)!;
  const { task_id } = JSON.parse(data!);
  const form = await opened.app.inject({
    method: 'POST',
    url: '/generate',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
    payload: `hf_model_id=${encodeURIComponent(MODEL)}`,
  });
  expect([form.statusCode, form.headers.location]).toEqual([303, `/tasks/${task_id}`]);
  const page = await opened.app.inject({ url: `/tasks/${task_id}`, headers: { accept: 'text/html' } });
  expect(page.body).toContain('Waiting for the Hub');
  expect(Number(page.headers.refresh)).toBeGreaterThan(0);
  fault();
  const { notebook } = await settled(server, task_id);
  const redirect = await opened.app.inject({ url: `/tasks/${task_id}`, headers: { accept: 'text/html' } });
  expect([redirect.statusCode, redirect.headers.location]).toEqual([303, `/s/${notebook.share_id}`]);
});

test('fails a job whose model does not exist, with the reason', async () => {
  const server = await open();
  const fault = server.hub.setFault('/', { kind: 'reset' });
  const { task_id } = (await generate(server.opened, { hf_model_id: 'acorn-labs/none-such' })).json();
  fault();
  expect(await settled(server, task_id)).toMatchObject({
    status: 'failed',
    next_try_at: null,
    problem: { code: 'MODEL_NOT_FOUND', status: 404 },
  });
});

test('retries a job for a day, then fails it', async () => {
  const { hub, opened, clock } = await open();
  hub.setFault('/', { kind: 'reset' });
  const { task_id } = (await generate(opened)).json();
  const attempts = async () => {
    clock.advance(1_000);
    return (await getJob(opened, task_id)).json().attempts;
  };
  await expect.poll(attempts).toBeGreaterThanOrEqual(3);
  expect((await getJob(opened, task_id)).json()).toMatchObject({
    status: 'waiting',
    problem: { status: 503 },
  });
  clock.advance(24 * 3_600_000);
  const expired = await getJob(opened, task_id);
  expect(expired.json()).toMatchObject({
    status: 'failed',
    next_try_at: null,
    problem: { code: 'UNAVAILABLE' },
  });
  expect(expired.headers['retry-after']).toBeUndefined();
});

test('returns 404 for an unknown job and 400 for an invalid id', async () => {
  const { opened } = await open();
  expect((await getJob(opened, 'A'.repeat(22))).json()).toMatchObject({
    status: 404,
    code: 'TASK_NOT_FOUND',
  });
  expect((await getJob(opened, 'x')).statusCode).toBe(400);
  expect((await opened.app.inject({ url: `/tasks/${'A'.repeat(22)}` })).statusCode).toBe(404);
});

test('two servers on one store share the jobs', async () => {
  const server = await open({ jobTimes: { ...QUICK, pollMs: 3_600_000 } });
  const { hub, opened, clock } = server;
  const fault = hub.setFault('/', { kind: 'reset' });
  const { task_id } = (await generate(opened)).json();
  const second = await openApp(hub.url, { store: opened.store, now: clock.now, jobTimes: QUICK });
  await second.app.ready();
  fault();
  expect(await settled(server, task_id)).toMatchObject({ status: 'done', attempts: expect.any(Number) });
  await second.app.close();
});

test('returns 503 with Retry-After if both the Hub and the store are unavailable', async () => {
  const { hub, opened } = await open();
  hub.setFault('/', { kind: 'reset' });
  await opened.store.close();
  const response = await generate(opened);
  expect(response.json()).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
  expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
});
