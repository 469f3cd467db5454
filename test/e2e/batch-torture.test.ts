import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { manyModels } from '../../fixtures/fake-hub/many-models.ts';
import { type FakeHub, type FakeHubOptions, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createCaller } from '../cli/call-alacard.ts';
import { createTestClock } from '../test-clock.ts';
import { BIN, createSandbox, type Sandbox } from './run-alacard.ts';

/** `npm run torture` runs the large sizes. */
const IS_FULL = process.env.ALACARD_TORTURE === '1';
const size = (small: number, full: number) => (IS_FULL ? full : small);
const TIMEOUT_MS = size(120_000, 1_800_000);
const NO_LIMIT = { api: 1e6, resolvers: 1e6, pages: 1e6 };

let hub: FakeHub;
let sandbox: Sandbox;
afterEach(async () => {
  sandbox.remove();
  await hub.close();
});

async function open(count: number, options: FakeHubOptions = {}): Promise<string[]> {
  const models = manyModels(count);
  hub = await startFakeHub({ models, quotas: NO_LIMIT, ...options });
  sandbox = createSandbox(hub.url);
  writeFileSync(join(sandbox.cwd, 'ids.txt'), models.map(({ id }) => id).join('\n'));
  return models.map(({ id }) => `${id.slice('bulk/'.length)}.ipynb`);
}

const batch = (...more: string[]) => [
  'generate',
  '--from',
  'ids.txt',
  '-o',
  'out/',
  '--concurrency',
  '8',
  ...more,
];
const files = () =>
  readdirSync(join(sandbox.cwd, 'out'))
    .filter((name) => name.endsWith('.ipynb'))
    .sort();
const lines = (text: string) => text.split('\n').filter((line) => line !== '');

/** Complete, for its own model, and generated from the card. */
function expectWhole(names: readonly string[]): void {
  for (const name of names) {
    const notebook = JSON.parse(readFileSync(join(sandbox.cwd, 'out', name), 'utf8'));
    const { alacard } = notebook.metadata;
    expect(JSON.stringify(alacard), name).toContain(`bulk/${name.replace('.ipynb', '')}`);
    expect(notebook.cells).toHaveLength(7);
    expect(JSON.stringify(notebook.cells[1])).toContain(
      `MODEL_ID = \\"bulk/${name.replace('.ipynb', '')}\\"`,
    );
  }
}

test.skipIf(process.platform === 'win32')(
  'finishes after several kills without writing any file twice',
  { timeout: TIMEOUT_MS },
  async () => {
    const names = await open(size(40, 1_000));
    hub.setFault(/README/, { kind: 'latency', ms: 10 });
    const kills = size(4, 20);
    const madeAt = new Map<string, number>();
    const noteNew = () => {
      for (const name of files()) {
        const at = statSync(join(sandbox.cwd, 'out', name)).mtimeMs;
        expect(madeAt.get(name) ?? at, `${name} was made twice`).toBe(at);
        madeAt.set(name, at);
      }
    };
    for (let kill = 0; kill < kills; kill++) {
      const { child, done } = sandbox.start(batch('--resume', '-q'));
      const until = madeAt.size + Math.floor(Math.random() * (names.length / kills)) + 1;
      let printed = 0;
      child.stdout!.on('data', (text: string) => {
        printed += lines(text).length;
        if (madeAt.size + printed >= until) child.kill('SIGKILL');
      });
      await done;
      noteNew();
      expectWhole(files());
    }
    const before = madeAt.size;
    expect(before).toBeGreaterThan(0);
    const { code, stderr } = await sandbox.run(batch('--resume'));
    expect(code).toBe(0);
    noteNew();
    expect(files()).toEqual(names);
    expectWhole(names);
    const [, made, kept] = /(\d+) notebooks? written(?:, (\d+) already done)?/.exec(stderr)!;
    expect([Number(made), Number(kept ?? 0)]).toEqual([names.length - before, before]);
  },
);

test('two batches can write to one folder', { timeout: TIMEOUT_MS }, async () => {
  const names = await open(size(40, 1_000));
  // The first batch does not end before the second one has detected it.
  let answer = () => {};
  const seen = new Promise<void>((resolve) => (answer = resolve));
  hub.setFault(/m-0039.*README/, { kind: 'wait', until: seen });
  const first = sandbox.start(batch());
  await new Promise((resolve) => first.child.stdout!.once('data', resolve));
  const { child, done } = sandbox.start(batch('--resume'));
  let told = '';
  child.stderr!.on('data', (text: string) => {
    told += text;
    if (/another batch/.test(told)) answer();
  });
  const second = await done;
  answer();
  const { code } = await first.done;
  expect(second.stderr).toMatch(/another batch is writing to .+out \(process \d+, since .+ UTC\)/);
  // What the other batch has written counts as skipped.
  expect([code, second.code]).toEqual([0, 0]);
  expect(second.stderr).not.toMatch(/^error: /m);
  expect(files()).toEqual(names);
  expectWhole(names);
});

test('sends no request beyond a used-up rate limit window', { timeout: TIMEOUT_MS }, async () => {
  const clock = createTestClock();
  const names = await open(size(60, 1_000), {
    quotas: { ...NO_LIMIT, api: size(25, 100) },
    windowS: 3,
    now: clock.now,
  });
  const { code, stderr } = await createCaller(sandbox, clock).call(batch('--max-wait', '10s'));
  expect(code).toBe(0);
  expect(files()).toEqual(names);
  expectWhole(names);
  expect(hub.requests.filter(({ status }) => status === 429)).toEqual([]);
  expect(stderr).toMatch(/rate limited by .+, waiting/);
  // Each window is reported once, not once per worker.
  const reported = lines(stderr).filter((line) => /rate limited by/.test(line)).length;
  expect(reported).toBeLessThanOrEqual(Math.ceil(names.length / size(25, 100)) + 1);
});

test('all workers wait out one refusal together', { timeout: TIMEOUT_MS }, async () => {
  const clock = createTestClock();
  const names = await open(size(60, 1_000), { now: clock.now });
  const each = size(20, 100);
  // Refuses requests at regular intervals, without announcing it in headers.
  let asked = 0;
  const refusedAt: number[] = [];
  const isRefused = ({ path }: { path: string }) => {
    if (!path.startsWith('/api/models/')) return false;
    asked++;
    const isPaused = refusedAt.length > 0 && clock.now() - refusedAt.at(-1)! < 1_000;
    if (isPaused) return true;
    if (asked % each !== 0) return false;
    refusedAt.push(clock.now());
    return true;
  };
  hub.setFault(isRefused, { kind: 'rate-limit', retryAfter: '1' });
  const { code } = await createCaller(sandbox, clock).call(batch());
  expect(code).toBe(0);
  expect(files()).toEqual(names);
  expectWhole(names);
  const refused = hub.requests.filter(({ status }) => status === 429);
  expect(refusedAt.length).toBeGreaterThan(1);
  // Those in flight together with the first one, and none during the wait.
  expect(refused.length).toBeLessThanOrEqual(refusedAt.length * 8);
  for (const at of refusedAt) {
    const during = hub.requests.filter(
      ({ time, path }) => path.startsWith('/api/') && time > at && time < at + 1_000,
    );
    expect(during, 'requests while the Hub had asked to wait').toEqual([]);
  }
});

test('generates every notebook that a faulty Hub allows', { timeout: TIMEOUT_MS }, async () => {
  const names = await open(size(60, 1_000));
  const nth = (step: number, at: number) => (request: { path: string }) => {
    const number = Number(/m-(\d{4})/.exec(request.path)?.[1] ?? -1);
    return number >= 0 && number % step === at;
  };
  hub.setFault(nth(10, 0), { kind: 'status', status: 503, pattern: 'x..' });
  hub.setFault(nth(10, 1), { kind: 'reset', times: 3 });
  hub.setFault(nth(10, 2), { kind: 'truncate', times: 2 });
  hub.setFault(nth(10, 3), { kind: 'html', times: 2 });
  hub.setFault(nth(10, 4), { kind: 'broken-json', times: 1 });
  hub.setFault(nth(10, 5), { kind: 'bad-utf8', times: 1 });
  hub.setFault(nth(20, 6), { kind: 'drip', msPerByte: 1, times: 2 });
  // Fails forever: these notebooks can't be generated.
  hub.setFault(nth(30, 27), { kind: 'reset' });
  // Waits take no time, so that no model times out while others wait.
  const clock = { ...createTestClock(), sleep: async () => {} };
  const { code, stderr } = await createCaller(sandbox, clock).call(batch());
  const hopeless = names.filter((_, index) => index % 30 === 27);
  expect(code).toBe(6);
  expect(files()).toEqual(names.filter((name) => !hopeless.includes(name)));
  for (const name of hopeless) expect(stderr).toContain(`bulk/${name.replace('.ipynb', '')}`);
  expect(stderr).toMatch(new RegExp(`error: ${hopeless.length} of ${names.length} models failed`));
  expectWhole(files());
});

test('loses no models to a Hub outage of a few seconds', { timeout: TIMEOUT_MS }, async () => {
  const names = await open(size(60, 1_000));
  const clock = createTestClock();
  const outageMs = size(4_000, 10_000);
  let outage: Promise<void> | undefined;
  let backAt = Number.POSITIVE_INFINITY;
  const port = Number(new URL(hub.url).port);
  const { models } = hub;
  let asked = 0;
  hub.setFault(
    () => {
      if (++asked !== 20) return false;
      backAt = clock.now() + outageMs;
      // In the middle of a response: this request and all others in flight are cut off.
      outage = hub.close();
      return false;
    },
    { kind: 'hang' },
  );
  const sleep = async (ms: number, signal?: AbortSignal) => {
    await clock.sleep(ms, signal);
    if (clock.now() < backAt) return;
    backAt = Number.POSITIVE_INFINITY;
    await outage;
    hub = await startFakeHub({ models: [...models.values()], quotas: NO_LIMIT, port });
  };
  const { code } = await createCaller(sandbox, { ...clock, sleep }).call(batch());
  expect(outage).toBeDefined();
  expect(code).toBe(0);
  expect(files()).toEqual(names);
  expectWhole(names);
});

/** Cuts all connections, so that the name is looked up again. */
async function restartHub(): Promise<void> {
  const port = Number(new URL(hub.url).port);
  const { models } = hub;
  await hub.close();
  hub = await startFakeHub({ models: [...models.values()], quotas: NO_LIMIT, port });
}

test('loses no models to a DNS outage', { timeout: TIMEOUT_MS }, async () => {
  const names = await open(size(60, 1_000));
  hub.setFault(/README/, { kind: 'latency', ms: 30 });
  const isGone = join(sandbox.cwd, 'gone');
  const resolver = join(sandbox.cwd, 'resolver.mjs');
  writeFileSync(
    resolver,
    `import dns from 'node:dns'; import { existsSync } from 'node:fs';
     dns.lookup = (hostname, options, callback) => existsSync(${JSON.stringify(isGone)})
       ? process.nextTick(callback, Object.assign(new Error('getaddrinfo ENOTFOUND ' + hostname), { code: 'ENOTFOUND', hostname }))
       : process.nextTick(callback, null, [{ address: '127.0.0.1', family: 4 }]);`,
  );
  const { child, done } = sandbox.start(batch(), {
    HF_ENDPOINT: `http://hub.test:${new URL(hub.url).port}`,
    NODE_OPTIONS: `--import "${pathToFileURL(resolver)}"`,
  });
  let told = '';
  child.stderr!.on('data', (text: string) => {
    told += text;
  });
  await new Promise((resolve) => child.stdout!.once('data', resolve));
  writeFileSync(isGone, '');
  await restartHub();
  // The Hub returns once a request has failed.
  await expect.poll(() => told).toContain('hub.test');
  rmSync(isGone);
  const { code, stderr } = await done;
  expect(stderr).toMatch(/hub\.test/);
  expect(code).toBe(0);
  expect(files()).toEqual(names);
  expectWhole(names);
});

test.skipIf(process.platform === 'win32')(
  'xargs -P 8 with one process per model writes complete files',
  { timeout: TIMEOUT_MS },
  async () => {
    const names = await open(size(12, 400));
    const script = `xargs -P 8 -n 1 ${[process.execPath, BIN].map((path) => JSON.stringify(path)).join(' ')} generate -q -o out/ < ids.txt`;
    const { stdout, stderr } = await promisify(execFile)('sh', ['-c', script], {
      cwd: sandbox.cwd,
      env: sandbox.env,
    });
    expect(stderr).toBe('');
    expect(lines(stdout).sort()).toEqual(names.map((name) => join('out', name)));
    expect(files()).toEqual(names);
    expectWhole(names);
    expect(hub.requests.filter(({ path }) => path.startsWith('/api/models/'))).toHaveLength(names.length);
  },
);

test('several processes share a cold cache while it is being damaged', { timeout: TIMEOUT_MS }, async () => {
  const names = await open(size(30, 1_000));
  const processes = size(4, 32);
  let isOver = false;
  const runs = Array.from({ length: processes }, (_, index) =>
    sandbox.run(['generate', '--from', 'ids.txt', '-o', `out-${index}/`, '-q', '--concurrency', '4']),
  );
  const damage = async () => {
    while (!isOver) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const stored = readdirSync(sandbox.cacheDir, {
        recursive: true,
        encoding: 'utf8',
        withFileTypes: true,
      }).filter((entry) => entry.isFile());
      const target = stored[Math.floor(Math.random() * stored.length)];
      if (target === undefined) continue;
      const path = join(target.parentPath, target.name);
      try {
        const bytes = readFileSync(path);
        if (bytes.length === 0) continue;
        const at = Math.floor(Math.random() * bytes.length);
        bytes[at] = bytes[at]! ^ 0xff;
        writeFileSync(path, bytes);
      } catch {
        // Removed in the meantime.
      }
    }
  };
  const damaging = damage().catch(() => {});
  const finished = await Promise.all(runs);
  isOver = true;
  await damaging;
  const texts = names.map((name) => readFileSync(join(sandbox.cwd, 'out-0', name), 'utf8'));
  for (const [index, { code, stderr }] of finished.entries()) {
    expect([code, stderr], `process ${index}`).toEqual([0, '']);
    for (const [at, name] of names.entries()) {
      expect(
        readFileSync(join(sandbox.cwd, `out-${index}`, name), 'utf8') === texts[at],
        `${index} ${name}`,
      ).toBe(true);
    }
  }
});
