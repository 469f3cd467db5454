import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fixtureModel } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { OWNER_TOKEN } from '../../fixtures/fake-hub/tokens.ts';
import { createSandbox, type Sandbox } from './run-alacard.ts';

// test/cli/faults.test.ts has the table of faults.
const ID = 'acorn-labs/tiny-poet';
const INFO = `/api/models/${ID}`;

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

test('waits as long as the Retry-After header specifies, then writes the notebook', async () => {
  hub.setFault(INFO, { kind: 'rate-limit', retryAfter: '1', times: 1 });
  const { code, stdout } = await generate();
  expect([code, stdout]).toEqual([0, 'tiny-poet.ipynb\n']);
  const [refused, answered] = hub.requests.filter(({ path }) => path === INFO);
  expect([refused!.status, answered!.status]).toEqual([429, 200]);
  expect(answered!.time - refused!.time).toBeGreaterThanOrEqual(1_000);
});

test('does not send the token along a redirect to another host', async () => {
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

describe('when the Hub refuses the connection', () => {
  const nobody = { HF_ENDPOINT: 'http://127.0.0.1:9' };

  test('generates a popular model from the snapshot', async () => {
    const { code, stderr } = await sandbox.run(['generate', 'openai-community/gpt2'], nobody);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: .*could not be reached/m);
  });

  test('exits with 5 for a model that is in neither cache nor snapshot', async () => {
    const { code, stdout, stderr } = await sandbox.run(['generate', ID], nobody);
    expect([code, stdout]).toEqual([5, '']);
    expect(stderr).toMatch(/^error: .*127\.0\.0\.1:9.*refused[\s\S]*^hint: \S/m);
    expect(files()).toEqual([]);
  });

  test('generates the same bytes from the cache', async () => {
    const own = await startFakeHub({ models: [fixtureModel(ID)] });
    const env = { HF_ENDPOINT: own.url };
    expect((await sandbox.run(['generate', ID, '-o', 'a.ipynb'], env)).code).toBe(0);
    await own.close();
    const { code, stderr } = await sandbox.run(['generate', ID, '-o', 'b.ipynb', '--refresh'], env);
    expect(code).toBe(0);
    expect(stderr).toMatch(/refused/);
    const [a, b] = ['a', 'b'].map((name) => readFileSync(join(sandbox.cwd, `${name}.ipynb`), 'utf8'));
    expect(b).toBe(a);
  });
});

test('keeps the old file if a run with --force fails', async () => {
  writeFileSync(join(sandbox.cwd, 'tiny-poet.ipynb'), 'mine');
  hub.setFault(INFO, { kind: 'redirect-loop' });
  const { code } = await generate('--force');
  expect(code).toBe(5);
  expect(readFileSync(join(sandbox.cwd, 'tiny-poet.ipynb'), 'utf8')).toBe('mine');
  expect(files()).toEqual(['tiny-poet.ipynb']);
});

test.each([[[]], [['--json']]])(
  'exits with 1 on a bug, asks for a report and shows no stack: %j',
  async (flags) => {
    const preload = join(sandbox.cacheDir, '..', 'bug.cjs');
    writeFileSync(
      preload,
      `const { Socket } = require('node:net');
       const { connect } = Socket.prototype;
       Socket.prototype.connect = function (...args) {
         setImmediate(() => { throw new TypeError("x is not a\\u001b[2J function"); });
         return connect.apply(this, args);
       };`,
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
    expect(error).toMatch(/unexpected error: TypeError: x is not a/);
    expect(hint).toMatch(/--debug/);
    expect(stderr).not.toMatch(/\n\s+at |\u001b/);
    expect(files()).toEqual([]);
  },
);
