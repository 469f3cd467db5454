import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fixtureModel } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { type Caller, createCaller } from '../cli/call-alacard.ts';
import { READY, writePython } from '../run/notebooks.ts';
import { notebookText, type OpenedApp, openApp } from '../server/open-app.ts';
import { createSandbox, type Finished, type Sandbox } from './run-alacard.ts';
import { type ShareFront, startShareFront } from './share-front.ts';

const MODEL = 'acorn-labs/tiny-poet';
const OTHER = 'birch-nlp/fill-robin';
const SECRET = `hf_${'aB3'.repeat(12)}`;
const LINK = /^http:\/\/127\.0\.0\.1:\d+\/s\/[\w-]{22}$/;

let hub: FakeHub;
let server: OpenedApp;
let front: ShareFront;
let sandbox: Sandbox;
let caller: Caller;
let env: Record<string, string>;
beforeAll(async () => {
  hub = await startFakeHub({ models: [fixtureModel(MODEL), fixtureModel(OTHER)] });
});
afterAll(() => hub.close());
beforeEach(async () => {
  server = await openApp(hub.url);
  front = await startShareFront(await server.app.listen({ host: '127.0.0.1', port: 0 }));
  sandbox = createSandbox(hub.url);
  caller = createCaller(sandbox);
  env = { ALACARD_SHARE_URL: front.url, ALACARD_CONFIG_DIR: at('..', 'config') };
  writeFileSync(at('a.ipynb'), notebookText());
});
afterEach(async () => {
  sandbox.remove();
  await front.close();
  await server.close();
});

const at = (...path: string[]) => join(sandbox.cwd, ...path);
/** The packed command. */
const run = (args: string[], more: Record<string, string> = {}) => sandbox.run(args, { ...env, ...more });
/** The same in this process, for setup, output and variants. */
const call = (args: string[], more: Record<string, string> = {}) => caller.call(args, { ...env, ...more });
const json = async (args: string[]) => JSON.parse((await call([...args, '--json'])).stdout);
const sharesFile = () => at('..', 'config', 'shares.jsonl');
const idOf = (link: string) => link.trim().split('/').at(-1)!;
/** The deletion tokens, as the command stores them. */
const secretsKept = () =>
  [...readFileSync(sharesFile(), 'utf8').matchAll(/"(?:deletionToken|key)":"([^"]+)"/g)].map(
    ([, text]) => text!,
  );
const stats = async () =>
  (await fetch(new URL('/api/stats', front.url))).json() as Promise<{ notebooks: number }>;
const statusOf = async (link: string) => (await fetch(new URL(`/s/${idOf(link)}`, front.url))).status;

function expectNoSecret(...ended: Finished[]): void {
  const kept = secretsKept();
  expect(kept.length).toBeGreaterThan(0);
  for (const { stdout, stderr } of ended) {
    for (const secret of kept) expect(stdout + stderr).not.toContain(secret);
  }
}

describe('sharing a notebook', () => {
  test('generate --share prints the path and a link that returns the same bytes', async () => {
    const { code, stdout, stderr } = await run(['generate', MODEL, '--share', '--ttl', '7d']);
    const [path, link, ...rest] = stdout.split('\n');
    expect([code, path, rest]).toEqual([0, 'tiny-poet.ipynb', ['']]);
    expect(link).toMatch(LINK);
    expect(stderr).toMatch(/shared, visible to anyone with the link, until 20\d\d-.* UTC\n/);
    expect(stderr).toContain('alacard unshare tiny-poet.ipynb\n');
    const download = await fetch(new URL(`/api/notebook/download/${idOf(link!)}`, front.url));
    expect(await download.text()).toBe(readFileSync(at('tiny-poet.ipynb'), 'utf8'));
    const facts = await fetch(new URL(`/api/notebook/${idOf(link!)}`, front.url));
    const { expires_at, created_at } = (await facts.json()) as { expires_at: string; created_at: string };
    expect(Date.parse(expires_at) - Date.parse(created_at)).toBe(7 * 86_400_000);
  });

  test('history lists links, and unshare removes them by file, link or id', async () => {
    const outputs = [await run(['share', 'a.ipynb'])];
    for (const _ of [1, 2]) outputs.push(await call(['share', 'a.ipynb', '--public', '-q']));
    expect(outputs.map(({ code, stdout }) => [code, LINK.test(stdout.trim())])).toEqual(
      new Array(3).fill([0, true]),
    );
    expect(outputs[2]!.stderr).toBe('');
    const links = outputs.map(({ stdout }) => stdout.trim());

    const shown = await run(['history']);
    expect(shown.stdout).toMatch(new RegExp(`^20.*\\t${links.join('\\t')}\n$`));
    const { entries } = await json(['history']);
    expect(entries).toMatchObject([
      {
        model: MODEL,
        file: at('a.ipynb'),
        shares: [
          { url: links[0], isPublic: false },
          { url: links[1], isPublic: true },
          { url: links[2], isPublic: true, place: 'server', endpoint: front.url },
        ],
      },
    ]);

    outputs.push(await run(['unshare', links[0]!]), await call(['unshare', idOf(links[1]!), '--debug']));
    expect(outputs.slice(3).map(({ code, stdout }) => [code, stdout])).toEqual([
      [0, `${links[0]}\n`],
      [0, `${links[1]}\n`],
    ]);
    expect(await Promise.all(links.map(statusOf))).toEqual([404, 404, 200]);
    outputs.push(await call(['unshare', 'a.ipynb']), await call(['history', '--json']));
    expect(await statusOf(links[2]!)).toBe(404);
    expect(JSON.parse(outputs.at(-1)!.stdout).entries).toEqual([]);
    expect((await call(['unshare', 'a.ipynb'])).code).toBe(3);
    expectNoSecret(...outputs, shown);
  });

  test('history shows a link next to its notebook', async () => {
    await call(['generate', MODEL]);
    const first = (await call(['share', 'tiny-poet.ipynb'])).stdout.trim();
    await call(['generate', MODEL, '--force']);
    const { entries, total } = await json(['history']);
    expect(total).toBe(2);
    expect(entries[0].shares).toBeUndefined();
    expect(entries[1].shares).toMatchObject([{ url: first }]);
    expect(entries[1].sha).toMatch(/^[0-9a-f]{40}$/);
    await call(['history', '--clear']);
    expect((await json(['history'])).entries).toMatchObject([{ shares: [{ url: first }] }]);
    expect((await call(['unshare', first])).code).toBe(0);
  });

  test.skipIf(process.platform === 'win32')('the deletion token is readable only by its owner', async () => {
    await run(['share', 'a.ipynb']);
    expect(statSync(sharesFile()).mode & 0o777).toBe(0o600);
    expect(secretsKept()).toHaveLength(2);
  });

  test('eight concurrent shares do not lose a link', async () => {
    const ended = await Promise.all(
      Array.from({ length: 8 }, () => run(['share', 'a.ipynb', '--ttl', '1h'])),
    );
    expect(ended.map(({ code }) => code)).toEqual(new Array(8).fill(0));
    const { code, stdout } = await call(['unshare', 'a.ipynb', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).unshared).toHaveLength(new Set(ended.map(({ stdout }) => stdout)).size);
    expect((await stats()).notebooks).toBe(0);
  });

  test('prints one JSON document', async () => {
    expect(await json(['share', 'a.ipynb', '--ttl', '1d'])).toEqual({
      requested: 'a.ipynb',
      model: MODEL,
      id: expect.stringMatching(/^[\w-]{22}$/),
      url: expect.stringMatching(LINK),
      notebookUrl: expect.stringContaining('/api/notebook/download/'),
      expiresAt: expect.stringMatching(/Z$/),
      time: expect.stringMatching(/Z$/),
      place: 'server',
      endpoint: front.url,
      isPublic: false,
    });
    writeFileSync(at('b.ipynb'), notebookText({ cells: [] }));
    const several = await json(['share', 'a.ipynb', 'none.ipynb', 'b.ipynb']);
    expect(several).toMatchObject({
      results: [
        { requested: 'a.ipynb', url: expect.stringMatching(LINK) },
        { error: { exitCode: 3 } },
        { requested: 'b.ipynb' },
      ],
      failed: 1,
      error: { code: 'BATCH', exitCode: 6 },
    });
    expect((await json(['generate', MODEL, '--share'])).share).toMatchObject({
      url: expect.stringMatching(LINK),
    });
  });
});

describe('a batch', () => {
  test('prints one link per model', async () => {
    const { code, stdout } = await run([
      'generate',
      MODEL,
      OTHER,
      'acorn-labs/none',
      '--share',
      '-o',
      'out/',
      '--jsonl',
    ]);
    expect(code).toBe(6);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const links = rows.filter((row) => row.written).map((row) => row.share.url);
    expect(new Set(links).size).toBe(2);
    for (const link of links) expect(link).toMatch(LINK);
    expect((await stats()).notebooks).toBe(2);
  });

  test('keeps the file of a failed share, and --resume shares it once', async () => {
    const args = ['generate', MODEL, OTHER, '--share', '-o', 'out/', '--concurrency', '1'];
    const refuse = { status: 507, code: 'QUOTA_EXCEEDED', title: 'Full', type: 'about:blank' };
    front.next((response) => {
      response.writeHead(507, { 'content-type': 'application/problem+json' }).end(JSON.stringify(refuse));
    });
    const first = await run(args);
    expect(first.code).toBe(6);
    expect(first.stdout).toMatch(/^out.tiny-poet\.ipynb\nout.fill-robin\.ipynb\nhttp\S+\n$/);
    expect(first.stderr).toMatch(/1 of 2 models failed: acorn-labs\/tiny-poet/);
    expect(readdirSync(at('out'))).toEqual(expect.arrayContaining(['tiny-poet.ipynb', 'fill-robin.ipynb']));
    for (const again of [await run([...args, '--resume']), await call([...args, '--resume'])]) {
      expect(again.code).toBe(0);
      expect(again.stdout.trim().split('\n')).toHaveLength(2);
      expect((await stats()).notebooks).toBe(2);
    }
  });
});

describe('a refused notebook', () => {
  test('8: names the cell that contains a secret before anything is sent', async () => {
    const cells = [{ cell_type: 'code', source: SECRET, metadata: {}, execution_count: null, outputs: [] }];
    writeFileSync(at('secret.ipynb'), notebookText({ cells }));
    const { code, stdout, stderr } = await run(['share', 'secret.ipynb', '--debug']);
    expect([code, stdout]).toEqual([8, '']);
    expect(stderr).toContain(
      '"secret.ipynb": cell 1 contains what looks like an access token or private key',
    );
    expect(stderr).not.toContain(SECRET);
    expect(front.requests).toEqual([]);
  });

  test.each<[name: string, content: string, exitCode: number, message: RegExp]>([
    ['no JSON', 'hello', 8, /"b\.ipynb": not a notebook generated by alacard/],
    ['no notebook', '{"cells": []}', 8, /nbformat/],
    ["somebody else's notebook", notebookText().replace('"alacard"', '"other"'), 8, /metadata\.alacard/],
    ['5 MB and more', notebookText().padEnd(5 * 1024 * 1024 + 1), 8, /the limit is 5\.2 MB/],
  ])('8: %s', async (_name, content, exitCode, message) => {
    writeFileSync(at('b.ipynb'), content);
    const { code, stderr } = await call(['share', 'b.ipynb']);
    expect([code, stderr]).toEqual([exitCode, expect.stringMatching(message)]);
    expect(front.requests).toEqual([]);
  });

  test("8: is refused by the server, in the server's words", async () => {
    await server.close();
    server = await openApp(hub.url, { quotaBytes: 10 });
    await front.close();
    front = await startShareFront(await server.app.listen({ host: '127.0.0.1', port: 0 }));
    const { code, stdout, stderr } = await run(['generate', MODEL, '--share'], {
      ALACARD_SHARE_URL: front.url,
    });
    expect([code, stdout]).toEqual([8, 'tiny-poet.ipynb\n']);
    expect(stderr).toMatch(
      /The notebook was written. To share it later, run: alacard share tiny-poet\.ipynb\n/,
    );
    expect(stderr).toMatch(/error: .*the storage quota of this server is used up\nhint: Use another server/);
    const more = { ALACARD_SHARE_URL: front.url };
    const error = { code: 'QUOTA_EXCEEDED', exitCode: 8 };
    const shared = await call(['share', 'tiny-poet.ipynb', '--json'], more);
    expect([shared.code, JSON.parse(shared.stdout)]).toMatchObject([8, { error }]);
    const made = await call(['generate', MODEL, '--share', '--force', '--json'], more);
    expect([made.code, made.stderr]).toEqual([8, '']);
    expect(JSON.parse(made.stdout)).toMatchObject({ path: 'tiny-poet.ipynb', written: true, error });
  });

  test('7: is not shared when its deletion token cannot be saved', async () => {
    writeFileSync(at('file'), '');
    const { code, stderr } = await call(['share', 'a.ipynb'], { ALACARD_CONFIG_DIR: at('file') });
    expect(code).toBe(7);
    expect(stderr).toMatch(
      /cannot record shares in .*\nhint: alacard does not share anything.*ALACARD_CONFIG_DIR/,
    );
    expect(front.requests).toEqual([]);
  });
});

test('7: removes a share whose link could not be saved', async () => {
  front.next(async (response, pass) => {
    const { status, headers, body } = await pass();
    rmSync(sharesFile());
    mkdirSync(sharesFile());
    response.writeHead(status, headers).end(body);
  });
  const { code, stdout, stderr } = await run(['share', 'a.ipynb']);
  expect([code, stdout]).toEqual([7, '']);
  expect(stderr).toMatch(/cannot record shares in .*(?:EISDIR|EPERM|EACCES)/);
  expect(front.requests.map(({ method, answer }) => [method, answer?.status])).toEqual([
    ['POST', 201],
    ['DELETE', 204],
  ]);
  expect((await stats()).notebooks).toBe(0);
});

test.skipIf(process.platform === 'win32')(
  '--run --share shares the notebook as it was before the run',
  async () => {
    mkdirSync(at('..', 'bin'));
    const events = (status: 'ok' | 'failed') => [
      READY,
      { event: 'started', number: 2 },
      { event: 'finished', number: 2, seconds: 1, status },
      ...(status === 'failed' ? [{ event: 'failure', number: 2, name: 'E', message: 'x' }] : []),
      { event: 'notebook', content: notebookText({ cells: [] }) },
      { event: 'done' },
    ];
    const args = ['generate', MODEL, '--run', '--here', '--share', '--force'];
    writePython(at('..', 'bin', 'python3'), events('ok'));
    const ran = await run(args, { PATH: at('..', 'bin') });
    const [path, copy, link] = ran.stdout.split('\n');
    expect([ran.code, path, copy]).toEqual([0, 'tiny-poet.ipynb', 'tiny-poet.executed.ipynb']);
    const download = await fetch(new URL(`/api/notebook/download/${idOf(link!)}`, front.url));
    expect(await download.text()).toBe(readFileSync(at('tiny-poet.ipynb'), 'utf8'));

    writePython(at('..', 'bin', 'python3'), events('failed'));
    rmSync(at('tiny-poet.executed.ipynb'));
    const failed = await run(args, { PATH: at('..', 'bin') });
    expect([failed.code, failed.stdout]).toEqual([9, 'tiny-poet.ipynb\ntiny-poet.executed.ipynb\n']);
    expect((await stats()).notebooks).toBe(1);
  },
);

describe('a missing or unusual server', () => {
  test('2: no server is configured, and the message says how to run one', async () => {
    for (const args of [
      ['share', 'a.ipynb'],
      ['generate', MODEL, '--share'],
    ]) {
      const { code, stderr } = await run(args, { ALACARD_SHARE_URL: '' });
      expect(code).toBe(2);
      expect(stderr).toMatch(/no share server is set\nhint: .*alacard serve.*alacard config set share-url/);
    }
    expect(readdirSync(sandbox.cwd)).toEqual(['a.ipynb']);
  });

  test('precedence of the server: option, variable, user setting, never a project', async () => {
    const bad = 'http://127.0.0.1:9';
    await call(['config', 'set', 'share-url', front.url]);
    expect((await call(['share', 'a.ipynb'], { ALACARD_SHARE_URL: '' })).code).toBe(0);
    expect((await call(['share', 'a.ipynb'], { ALACARD_SHARE_URL: bad })).code).toBe(5);
    expect(
      (await call(['share', 'a.ipynb', '--share-url', `${front.url}/`], { ALACARD_SHARE_URL: bad })).code,
    ).toBe(0);
    writeFileSync(at('alacard.config.json'), JSON.stringify({ 'share-url': front.url }));
    const asked = front.requests.length;
    const { code, stderr } = await call(['share', 'a.ipynb'], { ALACARD_SHARE_URL: '' });
    expect([code, stderr]).toEqual([2, expect.stringContaining('cannot set "share-url"')]);
    expect(front.requests).toHaveLength(asked);
  });

  test.each<[args: string[], message: RegExp]>([
    [['share', 'a.ipynb', '--share-url', 'ftp://x'], /--share-url must be/],
    [['share', 'a.ipynb', '--share-url', 'https://me:pass@x'], /without a password/],
    [['share', 'a.ipynb', '--ttl', '10s'], /--ttl must be at least one minute/],
    [['share', 'a.ipynb', '--ttl', '2y'], /--ttl/],
    [['share', 'a.ipynb', '--offline'], /--offline disables the network/],
    [['share', '.'], /is not an \.ipynb file/],
    [['share'], /missing required argument/],
    [['generate', MODEL, '--ttl', '7d'], /--ttl can only be used with --share or --gist/],
    [['generate', MODEL, '--public'], /--public can only be used with --share or --gist/],
    [['generate', MODEL, '--share', '-n'], /--dry-run/],
    [['generate', MODEL, '--share', '-o', '-'], /--output -/],
    [['generate', MODEL, '--share', '--format', 'py'], /--share does not support --format py/],
  ])('2: %j', async (args, message) => {
    const { code, stdout, stderr } = await call(args);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)]);
    expect(stderr).not.toContain('pass@');
    expect(readdirSync(sandbox.cwd)).toEqual(['a.ipynb']);
    expect(front.requests).toEqual([]);
  });

  test('5: the server is unreachable, and the notebook is kept', async () => {
    const { code, stdout, stderr } = await run([
      'generate',
      MODEL,
      '--share',
      '--share-url',
      'http://127.0.0.1:9',
    ]);
    expect([code, stdout]).toEqual([5, 'tiny-poet.ipynb\n']);
    expect(stderr).toMatch(
      /connection refused .*[1-3] attempts? in .*\nhint: Check that a share server is running there \(alacard serve/,
    );
  });

  test('5: names a redirect and does not follow it with the deletion token', async () => {
    const link = (await call(['share', 'a.ipynb'])).stdout.trim();
    const elsewhere = await startShareFront(front.url);
    const away = (response: ServerResponse) =>
      void response.writeHead(307, { location: `${elsewhere.url}/api/notebook` }).end();
    front.next(away, away);
    const ended = [await run(['share', 'a.ipynb']), await call(['unshare', link])];
    for (const { code, stderr } of ended) {
      expect(code).toBe(5);
      expect(stderr).toContain(
        `HTTP 307, a redirect to ${elsewhere.url}/api/notebook, which alacard does not follow`,
      );
    }
    expect(elsewhere.requests).toEqual([]);
    expectNoSecret(...ended);
    await elsewhere.close();
  });

  test.each<[name: string, change: (answer: Record<string, unknown>) => string]>([
    ['HTML', () => '<html>log in</html>'],
    ['half of it', (answer) => JSON.stringify(answer).slice(0, 80)],
    ['no link', ({ share_url: _link, ...answer }) => JSON.stringify(answer)],
    ['a script', (answer) => JSON.stringify({ ...answer, share_url: 'javascript:alert(1)' })],
    ['a name and password', (answer) => JSON.stringify({ ...answer, share_url: 'http://a:b@127.0.0.1/s/x' })],
    ['a token that is none', (answer) => JSON.stringify({ ...answer, deletion_token: 'x' })],
  ])('5: %s instead of a response', async (_name, change) => {
    front.next(async (response, pass) => {
      const { status, body } = await pass();
      response.writeHead(status, { 'content-type': 'application/json' }).end(change(JSON.parse(body)));
    });
    const { code, stdout, stderr } = await call(['share', 'a.ipynb']);
    expect([code, stdout]).toEqual([5, '']);
    expect(stderr).toMatch(/HTTP 201, not a response from a share server/);
  });

  test('a hostile server cannot write to the terminal or echo a secret', async () => {
    const link = (await call(['share', 'a.ipynb'])).stdout.trim();
    front.next(
      async (response, pass) => {
        const { status, body } = await pass();
        const answer = { ...JSON.parse(body), share_url: `${front.url}/s/\u001b]0;x\u0007\u202eabc` };
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      },
      (response) => {
        const { authorization } = front.requests.at(-1)!.headers;
        const detail = `\u001b[31m${authorization} ${authorization!.slice(7)}\r\n\u0007`;
        const problem = { type: 'x', title: 'x', status: 409, code: 'NEW', detail, hint: '\u009b2J' };
        response.writeHead(409, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
      },
    );
    const shared = await run(['share', 'a.ipynb']);
    expect(shared.stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/s\/%1B\]0;x%07%E2%80%AEabc\n$/);
    const refused = await call(['unshare', link, '--debug']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expectNoSecret(shared, refused);
  });
});

describe('a lost response', () => {
  test('waits as long as the Retry-After header of a 429 or 503 response specifies', async () => {
    const busy = (status: number) => (response: ServerResponse) =>
      void response.writeHead(status, { 'retry-after': '1' }).end();
    front.next(busy(429), busy(503));
    const { code, stdout, stderr } = await call(['share', 'a.ipynb']);
    expect([code, LINK.test(stdout.trim())]).toEqual([0, true]);
    expect(caller.clock.slept).toEqual([1_000, 1_000]);
    expect(stderr).toMatch(/^Sharing a\.ipynb: rate limited by 127\.0\.0\.1:\d+, waiting 1 s\n/);
    expect(front.requests).toHaveLength(3);
    expect((await stats()).notebooks).toBe(1);
  });

  test('8: does not wait an hour for a rate limit', async () => {
    front.next((response) => void response.writeHead(429, { 'retry-after': '3600' }).end());
    const { code, stderr } = await call(['share', 'a.ipynb']);
    expect([code, stderr]).toEqual([8, expect.stringMatching(/refused with HTTP 429/)]);
    expect(front.requests).toHaveLength(1);
  });

  test('a cut response is retried with the same key and creates one share', async () => {
    front.next(async (response, pass) => {
      await pass();
      response.destroy();
    });
    const { code, stdout } = await run(['share', 'a.ipynb']);
    expect(code).toBe(0);
    const [first, second] = front.requests;
    expect(second!.headers['idempotency-key']).toBe(first!.headers['idempotency-key']);
    expect(second!.answer!.body).toContain(idOf(stdout));
    expect(first!.answer!.body).toContain(idOf(stdout));
    expect((await stats()).notebooks).toBe(1);
    expect((await call(['unshare', 'a.ipynb'])).code).toBe(0);
    expect(await statusOf(stdout)).toBe(404);
  });

  test('after a kill, the next share returns the same link and can remove it', async () => {
    front.next(async (_response, pass) => void (await pass()));
    const { child, done } = sandbox.start(['share', 'a.ipynb'], env);
    await expect.poll(() => front.requests[0]?.answer).toBeDefined();
    child.kill('SIGKILL');
    expect((await done).stdout).toBe('');
    expect((await json(['history'])).entries).toEqual([]);
    const { stdout } = await run(['share', 'a.ipynb']);
    expect(front.requests[0]!.answer!.body).toContain(idOf(stdout));
    expect((await stats()).notebooks).toBe(1);
    expect((await call(['unshare', stdout.trim()])).code).toBe(0);
    expect((await stats()).notebooks).toBe(0);
  });

  test('a deletion with a cut response succeeds, and says so', async () => {
    const link = (await call(['share', 'a.ipynb'])).stdout;
    front.next(async (response, pass) => {
      await pass();
      response.destroy();
    });
    const { code, stdout, stderr } = await call(['unshare', 'a.ipynb']);
    expect([code, stdout, stderr]).toEqual([0, link, expect.stringContaining('already deleted')]);
  });

  test('exits with 130 on Ctrl-C, and gives up on a hanging server after --timeout', async () => {
    front.next(
      () => {},
      () => {},
    );
    const { child, done } = sandbox.start(['share', 'a.ipynb'], env);
    await expect.poll(() => front.requests.length).toBe(1);
    child.kill('SIGINT');
    expect((await done).code).toBe(process.platform === 'win32' ? null : 130);
    const { code, stderr } = await run(['share', 'a.ipynb', '--timeout', '1s']);
    expect([code, stderr]).toEqual([
      5,
      expect.stringMatching(/the response did not arrive in time \(1 attempt in/),
    ]);
  });
});

test('goes through HTTP_PROXY', async () => {
  const more = { ALACARD_SHARE_URL: 'http://cards.example/base', HTTP_PROXY: front.url };
  const problem = {
    type: 'x',
    title: 'x',
    status: 422,
    code: 'NOTEBOOK_INVALID',
    detail: 'seen by the proxy',
  };
  front.next((response) => {
    response.writeHead(422, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
  });
  const { code, stderr } = await run(['share', 'a.ipynb'], more);
  expect([code, stderr]).toEqual([8, expect.stringContaining('http://cards.example: seen by the proxy')]);
  expect(front.requests[0]!.path).toBe('http://cards.example/base/api/notebook?visibility=unlisted');
});

test('stores nothing when nothing was shared', async () => {
  rmSync(at('a.ipynb'));
  await call(['generate', MODEL]);
  expect(readdirSync(at('..', 'config'))).toEqual(['history.jsonl']);
});
