import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { OWNER_TOKEN, UNKNOWN_TOKEN } from '../../fixtures/fake-hub/tokens.ts';
import { runProgram } from '../../src/cli/program.ts';
import { createHub } from '../../src/hub/hub.ts';
import { createPublicHub } from '../../src/hub/public-hub.ts';
import { createFakeHost } from '../cli/fake-host.ts';
import { createFolders, type Folders } from '../folders.ts';
import { createTestClock } from '../test-clock.ts';
import { notebookText, type OpenedApp, openApp } from './open-app.ts';

// What visitors see of the Hub. The operator's token can read everything, but visitors see only public models.
const PUBLIC = 'acorn-labs/tiny-poet';
const PRIVATE = 'gate-house/cellar';
const GATED = 'gate-house/open-sesame';
const GATED_WITH_PUBLIC_CARD = 'gate-house/glass-door';

let hub: FakeHub;
const closing: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  hub = await startFakeHub({ models: fixtureModels });
});
afterEach(async () => {
  for (const opened of closing.splice(0).reverse()) await opened.close();
  await hub.close();
});
const tokensSent = () => new Set(hub.requests.map(({ headers }) => headers.authorization));

describe('alacard serve', () => {
  let folders: Folders;
  beforeEach(() => {
    folders = createFolders(hub.url);
  });
  afterEach(() => folders.remove());

  /** Runs the command in this process, and `visit` while it serves. */
  async function serve(args: string[], env: Record<string, string>, visit: (url: string) => Promise<void>) {
    const stop = new AbortController();
    const host = createFakeHost({
      env: { ...folders.env, ...env },
      cwd: folders.cwd,
      homeDir: folders.env.HOME!,
      signal: stop.signal,
    });
    const ended = runProgram(['serve', '--port', '0', '--data-dir', join(folders.cwd, 'data'), ...args], {
      ...host,
      platform: process.platform,
    });
    let code: number | undefined;
    void ended.then((ending) => {
      code = ending;
    });
    await expect.poll(() => code !== undefined || host.out().includes('\n'), { timeout: 20_000 }).toBe(true);
    if (code === undefined) await visit(host.out().trim()).finally(() => stop.abort());
    return { code: await ended, stderr: host.err() };
  }

  const generate = (url: string, id: string) =>
    fetch(`${url}/api/notebook/generate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ hf_model_id: id }),
    });

  test.each<[string, (file: string) => Record<string, string>]>([
    ['HF_TOKEN', () => ({ HF_TOKEN: OWNER_TOKEN })],
    ['HUGGING_FACE_HUB_TOKEN', () => ({ HUGGING_FACE_HUB_TOKEN: OWNER_TOKEN })],
    ['HF_TOKEN_PATH', (file) => ({ HF_TOKEN_PATH: file })],
    ['HF_HOME', (file) => ({ HF_HOME: join(file, '..') })],
    ['ALACARD_TOKEN_FILE', (file) => ({ ALACARD_TOKEN_FILE: file })],
    ['the settings', () => ({ ALACARD_CONFIG_DIR: join(folders.cwd, 'config') })],
  ])('does not use the token of %s', async (_, toEnv) => {
    const file = join(folders.cwd, 'token');
    writeFileSync(file, OWNER_TOKEN);
    mkdirSync(join(folders.cwd, 'config'));
    writeFileSync(join(folders.cwd, 'config', 'config.json'), JSON.stringify({ 'token-file': file }));
    await serve([], toEnv(file), async (url) => {
      const refused = await generate(url, PRIVATE);
      expect(await refused.json()).toMatchObject({ status: 404, code: 'MODEL_NOT_FOUND' });
      expect((await generate(url, PUBLIC)).status).toBe(201);
      expect((await fetch(`${url}/generate?q=cellar`)).status).toBe(200);
    });
    expect(hub.requests.length).toBeGreaterThan(2);
    expect(tokensSent()).toEqual(new Set([undefined]));
  });

  test('takes a token only from --hub-token-file, and never shows it', async () => {
    const file = join(folders.cwd, 'token');
    writeFileSync(file, `${OWNER_TOKEN}\n`);
    const { code, stderr } = await serve(['--hub-token-file', 'token'], {}, async (url) => {
      const refused = await generate(url, PRIVATE);
      expect(await refused.json()).toMatchObject({ status: 404, code: 'MODEL_NOT_FOUND' });
      expect((await generate(url, PUBLIC)).status).toBe(201);
    });
    expect(code).toBe(0);
    expect(tokensSent()).toContain(`Bearer ${OWNER_TOKEN}`);
    expect(stderr).not.toContain(OWNER_TOKEN);
  });

  test.each([
    [['--token-file', 'token'], /serve does not read --token-file.*--hub-token-file/s],
    [['--hub-token-file', 'none'], /cannot read --hub-token-file "none"/],
    [['--hub-token-file', 'empty'], /--hub-token-file "empty" is empty/],
  ])('refuses %j', async (args, message) => {
    writeFileSync(join(folders.cwd, 'token'), OWNER_TOKEN);
    writeFileSync(join(folders.cwd, 'empty'), '\n');
    const { code, stderr } = await serve(args, {}, async () => {});
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('with a token that can read everything', () => {
  async function open(options: { token?: string; cacheDir?: string } = {}): Promise<OpenedApp> {
    const client = createPublicHub({
      endpoint: hub.url,
      userAgent: 'alacard/test',
      token: OWNER_TOKEN,
      timeoutMs: 3_000,
      maxWaitMs: 100,
      ...createTestClock(),
      ...options,
    });
    const opened = await openApp(hub.url, {
      hub: client,
      jobTimes: { pollMs: 20, firstDelayMs: 20, maxDelayMs: 100 },
    });
    closing.push(client, opened);
    return opened;
  }
  const generate = (
    { app }: OpenedApp,
    id: string,
    more: object = {},
    headers: Record<string, string> = {},
  ) =>
    app.inject({
      method: 'POST',
      url: '/api/notebook/generate',
      payload: { hf_model_id: id, ...more },
      headers,
    });

  test('a private model is answered exactly like a missing one', async () => {
    const opened = await open();
    const missing = 'gate-house/nowhere';
    const { sha } = hub.models.get(PRIVATE)!;
    for (const more of [{}, { revision: 'main' }, { revision: sha }, { revision: 'no-such-branch' }]) {
      const before = hub.requests.length;
      const [one, other] = [await generate(opened, PRIVATE, more), await generate(opened, missing, more)];
      expect(one.json()).toMatchObject({ status: 404, code: 'MODEL_NOT_FOUND' });
      const plain = (body: string, id: string) =>
        body.replaceAll(id, 'ID').replace(/"near_matches":.*?\]/, '');
      expect(plain(one.body, PRIVATE)).toBe(plain(other.body, missing));
      // Neither is faster than the other because of fewer requests.
      const asked = hub.requests.slice(before).filter(({ path }) => path.startsWith('/api/models/'));
      expect(asked.filter(({ path }) => path.includes('cellar'))).toHaveLength(asked.length / 2);
    }
    const events = await generate(opened, PRIVATE, {}, { accept: 'text/event-stream' });
    expect(events.body).toContain('"code":"MODEL_NOT_FOUND"');
    const form = await opened.app.inject({
      method: 'POST',
      url: '/generate',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: `hf_model_id=${encodeURIComponent(PRIVATE)}`,
    });
    expect(form.statusCode).toBe(404);
  });

  test('no list, search, page or near match contains a private model', async () => {
    const opened = await open();
    for (const path of [
      '/',
      '/generate?q=cellar',
      '/generate?q=gate-house',
      '/api/models/search?q=gate-house&limit=100',
      '/api/models/search?q=cellar',
      '/api/models/popular?limit=100',
      '/api/models/popular?limit=100&category=text-generation&sort=recent',
    ]) {
      const { statusCode, body } = await opened.app.inject(path);
      expect([path, statusCode]).toEqual([path, 200]);
      expect(body.replaceAll('q=cellar', '')).not.toContain(PRIVATE);
    }
    expect((await opened.app.inject('/api/models/search?q=gate-house')).body).toContain(GATED);
    for (const close of ['gate-house/cellarr', 'gate-house/cella', 'cellar']) {
      expect((await generate(opened, close)).body).not.toContain(`"${PRIVATE}"`);
    }
  });

  test('an upload with the id of a private model reveals nothing about it', async () => {
    const opened = await open();
    const upload = (model: string) =>
      opened.app.inject({
        method: 'POST',
        url: '/api/notebook',
        headers: { 'content-type': 'application/json' },
        payload: notebookText({ alacard: { model } }),
      });
    expect((await upload(PUBLIC)).json().model_info).toMatchObject({ pipeline_tag: 'text-generation' });
    expect((await upload(PRIVATE)).json().model_info).toEqual({ name: 'cellar' });
  });

  test('a queued job for a private model fails like one for a missing model', async () => {
    const opened = await open();
    hub.setFault('/', { kind: 'status', status: 503 });
    const queued = await generate(opened, PRIVATE);
    expect(queued.statusCode).toBe(202);
    hub.clearFaults();
    const job = async () => (await opened.app.inject(`/api/tasks/${queued.json().task_id}`)).json();
    await expect.poll(async () => (await job()).status, { timeout: 10_000 }).toBe('failed');
    expect((await job()).problem).toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });

  test('the card of a gated model is read without the token', async () => {
    const opened = await open();
    const gated = (await generate(opened, GATED)).json();
    expect(gated.warnings.join()).toMatch(/gated and its card cannot be read/);
    const { share_id } = (await generate(opened, GATED_WITH_PUBLIC_CARD)).json();
    const notebook = (await opened.app.inject(`/api/notebook/download/${share_id}`)).json();
    expect(notebook.metadata.alacard.strategy).toBe('readme-python');
    const files = hub.requests.filter(({ path }) => path.includes('README.md'));
    expect(files.length).toBeGreaterThan(2);
    expect(new Set(files.map(({ headers }) => headers.authorization))).toEqual(new Set([undefined]));
  });

  test('nothing comes from cached responses to the same token, with or without the Hub', async () => {
    const cacheDir = mkdtempSync(join(tmpdir(), 'alacard-cache-'));
    const mine = createHub({ endpoint: hub.url, userAgent: 'alacard/test', token: OWNER_TOKEN, cacheDir });
    for (const id of [PRIVATE, GATED]) {
      const { info } = await mine.model(id);
      expect((await mine.readme(id, info.sha!)).status).toBe('ok');
    }
    await mine.close();
    const opened = await open({ cacheDir });
    expect((await generate(opened, PRIVATE)).json()).toMatchObject({ code: 'MODEL_NOT_FOUND' });
    expect((await generate(opened, GATED)).json().warnings.join()).toMatch(/gated and its card/);
    hub.setFault('/', { kind: 'status', status: 503 });
    expect((await generate(opened, PRIVATE)).statusCode).toBe(202);
    rmSync(cacheDir, { recursive: true, force: true });
  });

  test('a token that the Hub rejects does not take the public models away', async () => {
    const opened = await open({ token: UNKNOWN_TOKEN });
    expect((await generate(opened, PUBLIC)).statusCode).toBe(201);
    const found = await opened.app.inject('/api/models/search?q=tiny-poet');
    expect(found.json()).toMatchObject({ source: 'hub', models: [{ id: PUBLIC }, {}, {}] });
    expect(found.body).not.toContain(UNKNOWN_TOKEN);
  });
});
