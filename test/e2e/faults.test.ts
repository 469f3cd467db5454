import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../fixtures/fake-hub/faults.ts';
import { fixtureModel } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { OWNER_TOKEN } from '../../fixtures/fake-hub/tokens.ts';
import { createSandbox, type Finished, type Sandbox } from './run-alacard.ts';

const ID = 'acorn-labs/tiny-poet';
const INFO = `/api/models/${ID}`;
const README = /README\.md/;

let hub: FakeHub;
let sandbox: Sandbox;
beforeAll(async () => {
  hub = await startFakeHub({ models: [fixtureModel(ID)] });
});
afterAll(() => hub.close());
beforeEach(() => {
  sandbox = createSandbox(hub.url);
  return () => sandbox.remove();
});
afterEach(() => hub.clearFaults());

const files = () => readdirSync(sandbox.cwd).sort();
const generate = (...flags: string[]) => sandbox.run(['generate', ID, ...flags]);

/** No notebook, no half of one, and an error with its thing, cause and next step. */
function expectRefusal({ code, stdout, stderr }: Finished, exitCode: number, error: RegExp): void {
  expect([code, stdout]).toEqual([exitCode, '']);
  expect(stderr).toMatch(error);
  expect(stderr).toMatch(/^hint: \S/m);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(files()).toEqual([]);
}

describe('what passes is waited for', () => {
  test.each<[string, string | RegExp, Fault]>([
    ['429 with Retry-After', INFO, { kind: 'rate-limit', retryAfter: '1', times: 1 }],
    ['429 with RateLimit', INFO, { kind: 'rate-limit', resetS: 0, times: 1 }],
    ['429 for the card', README, { kind: 'rate-limit', retryAfter: '1', times: 1 }],
    ['500 twice, then well', INFO, { kind: 'status', status: 500, pattern: 'xx.' }],
    ['a cut connection', INFO, { kind: 'reset', times: 2 }],
    ['half an answer', INFO, { kind: 'truncate', keep: 100, times: 1 }],
    ['half a card', README, { kind: 'truncate', times: 1 }],
  ])('%s', async (_name, match, fault) => {
    const startedAt = Date.now();
    hub.setFault(match, fault);
    const { code, stdout, stderr } = await generate();
    expect([code, stdout]).toEqual([0, 'tiny-poet.ipynb\n']);
    expect(stderr).toMatch(/the model card's example/);
    if (fault.kind === 'rate-limit') expect(Date.now() - startedAt).toBeGreaterThan(1000);
    expect(JSON.parse(readFileSync(join(sandbox.cwd, 'tiny-poet.ipynb'), 'utf8')).nbformat).toBe(4);
  });
});

describe('what does not pass ends with 5 and no file', () => {
  test.each<[string, Fault, RegExp, string[]]>([
    ['429 for an hour', { kind: 'rate-limit', retryAfter: '3600' }, /rate limit is reached \(429\)/, []],
    ['429, and --max-wait 0', { kind: 'rate-limit', retryAfter: '1' }, /429/, ['--max-wait', '0']],
    ['500 for ever', { kind: 'status', status: 500 }, /the answer was 500/, ['--timeout', '2s']],
    ['a byte a second', { kind: 'drip' }, /tiny-poet/, ['--timeout', '2s']],
    ['silence', { kind: 'hang' }, /tiny-poet/, ['--timeout', '1s']],
    ['silence in the middle', { kind: 'hang', at: 'body' }, /tiny-poet/, ['--timeout', '1s']],
    ['half an answer for ever', { kind: 'truncate', keep: 100 }, /tiny-poet/, ['--timeout', '3s']],
    ['HTML', { kind: 'html' }, /tiny-poet/, []],
    ['broken JSON', { kind: 'broken-json' }, /JSON/, []],
    ['100,000 brackets', { kind: 'deep-json' }, /JSON/, []],
    ['a gigabyte in a megabyte', { kind: 'gzip-bomb' }, /larger than/, []],
    ['stacked codings', { kind: 'gzip-bomb', bytes: 1000, layers: 1000 }, /tiny-poet/, []],
    ['a redirect that goes round', { kind: 'redirect-loop' }, /redirect/, []],
    ['a redirect to a file', { kind: 'redirect', to: 'file:///etc/passwd' }, /redirect/, []],
  ])('%s', async (_name, fault, error, flags) => {
    hub.setFault(INFO, fault);
    const startedAt = Date.now();
    expectRefusal(await generate(...flags), 5, error);
    expect(Date.now() - startedAt).toBeLessThan(12_000);
  });

  test('a redirect gets no token', async () => {
    const asked: (string | undefined)[] = [];
    const other: Server = createServer((request, response) => {
      asked.push(request.headers.authorization);
      response.writeHead(404).end();
    });
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    hub.setFault(INFO, {
      kind: 'redirect',
      to: `http://127.0.0.1:${(other.address() as AddressInfo).port}`,
    });
    const { code, stderr } = await sandbox.run(['generate', ID, '--debug'], { HF_TOKEN: OWNER_TOKEN });
    await new Promise((done) => other.close(done));
    expect(code).toBe(3);
    expect(asked).toEqual([undefined]);
    expect(stderr).not.toContain(OWNER_TOKEN.slice(3, 20));
  });
});

describe('a card that is no good is done without', () => {
  test.each<[string, Fault]>([
    ['HTML', { kind: 'html' }],
    ['500 for ever', { kind: 'status', status: 500 }],
    ['bytes that are no UTF-8', { kind: 'bad-utf8' }],
    ['a gigabyte in a megabyte', { kind: 'gzip-bomb' }],
  ])('%s', async (_name, fault) => {
    hub.setFault(README, fault);
    const { code, stdout } = await generate('--timeout', '4s');
    expect([code, stdout]).toEqual([0, 'tiny-poet.ipynb\n']);
    const text = readFileSync(join(sandbox.cwd, 'tiny-poet.ipynb'), 'utf8');
    expect(JSON.parse(text).nbformat).toBe(4);
    // What was wrong once is not kept.
    hub.clearFaults();
    const good = await generate('--force');
    expect(good.code).toBe(0);
  });
});

describe('a Hub that refuses the connection', () => {
  const nobody = { HF_ENDPOINT: 'http://127.0.0.1:9' };
  const timed = async (args: string[]) => {
    const startedAt = Date.now();
    const finished = await sandbox.run(args, nobody);
    return { ...finished, elapsedMs: Date.now() - startedAt };
  };

  test('the snapshot serves within two seconds and the start-up', async () => {
    const { code, stderr, elapsedMs } = await timed(['generate', 'openai-community/gpt2']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: .*was not reached/m);
    expect(elapsedMs).toBeLessThan(4000);
  });

  test('what is in neither cache nor snapshot ends with 5', async () => {
    const { elapsedMs, ...finished } = await timed(['generate', ID]);
    expectRefusal(finished, 5, /^error: .*127\.0\.0\.1:9.*refused/);
    expect(elapsedMs).toBeLessThan(4000);
  });

  test('the cache serves, with the same bytes', async () => {
    const own = await startFakeHub({ models: [fixtureModel(ID)] });
    const env = { HF_ENDPOINT: own.url };
    expect((await sandbox.run(['generate', ID, '-o', 'a.ipynb'], env)).code).toBe(0);
    await own.close();
    const startedAt = Date.now();
    const { code, stderr } = await sandbox.run(['generate', ID, '-o', 'b.ipynb', '--refresh'], env);
    expect(code).toBe(0);
    expect(Date.now() - startedAt).toBeLessThan(4000);
    expect(stderr).toMatch(/refused/);
    const [a, b] = ['a', 'b'].map((name) => readFileSync(join(sandbox.cwd, `${name}.ipynb`), 'utf8'));
    expect(b).toBe(a);
  });
});

test('a failed run with --force leaves the old file as it is', async () => {
  writeFileSync(join(sandbox.cwd, 'tiny-poet.ipynb'), 'mine');
  hub.setFault(INFO, { kind: 'broken-json' });
  const { code } = await generate('--force');
  expect(code).toBe(5);
  expect(readFileSync(join(sandbox.cwd, 'tiny-poet.ipynb'), 'utf8')).toBe('mine');
  expect(files()).toEqual(['tiny-poet.ipynb']);
});

test.each([[[]], [['--json']]])(
  'a bug ends with 1, asks for a report and shows no stack, %j',
  async (flags) => {
    const preload = join(sandbox.cacheDir, '..', 'bug.cjs');
    writeFileSync(
      preload,
      'setTimeout(() => { throw new TypeError("x is not a\\u001b[2J function"); }, 1000);\n',
    );
    hub.setFault(INFO, { kind: 'hang' });
    const { code, stdout, stderr } = await sandbox.run(['generate', ID, ...flags], {
      NODE_OPTIONS: `--require "${preload.replaceAll('\\', '\\\\')}"`,
    });
    expect(code).toBe(1);
    const [error, hint] =
      flags.length === 0
        ? stderr.split('\n')
        : (({ error }) => [error.message, error.hint])(
            JSON.parse(stdout) as { error: Record<string, string> },
          );
    expect(error).toMatch(/alacard \d\S* has a bug: TypeError: x is not a/);
    expect(hint).toMatch(/--debug/);
    expect(stderr).not.toMatch(/\n\s+at |\u001b/);
    expect(files()).toEqual([]);
  },
);
