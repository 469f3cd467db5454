import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createCaller } from '../cli/call-alacard.ts';
import { BIN, createSandbox, type Sandbox } from './run-alacard.ts';

let hub: FakeHub;
let sandbox: Sandbox;
beforeAll(async () => {
  hub = await startFakeHub({ models: fixtureModels });
});
afterAll(() => hub.close());
beforeEach(() => {
  sandbox = createSandbox(hub.url);
  return () => sandbox.remove();
});

describe('--json prints one document without escape sequences', () => {
  const FORCED = { FORCE_COLOR: '1' };
  test('of a success', async () => {
    const { code, stdout, stderr } = await sandbox.run(
      ['generate', 'acorn-labs/tiny-poet', '--json'],
      FORCED,
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).not.toContain('\u001b');
    expect(JSON.parse(stdout)).toMatchObject({
      model: 'acorn-labs/tiny-poet',
      requested: 'acorn-labs/tiny-poet',
      path: 'tiny-poet.ipynb',
      written: true,
      sha: hub.models.get('acorn-labs/tiny-poet')!.sha,
      pinned: true,
      source: 'hub',
      strategy: 'readme-python',
      format: 'ipynb',
    });
    expect(JSON.parse(stdout)).not.toHaveProperty('content');
  });

  test('of a dry run', async () => {
    const { stdout } = await sandbox.run(['generate', 'acorn-labs/tiny-poet', '--json', '--dry-run'], FORCED);
    expect(JSON.parse(stdout)).toMatchObject({ path: 'tiny-poet.ipynb', written: false });
    expect(readdirSync(sandbox.cwd)).toEqual([]);
  });

  test.each<[args: string[], error: object]>([
    [['generate', 'a/b', '--nope'], { code: 'USAGE', exitCode: 2 }],
    [['generate'], { code: 'USAGE', exitCode: 2 }],
    [[], { code: 'USAGE', exitCode: 2 }],
    [['generate', 'a/b', '-o', '-'], { code: 'USAGE', exitCode: 2 }],
    [['generate', 'acorn-labs/tiny-poett'], { code: 'MODEL_NOT_FOUND', exitCode: 3 }],
    [['generate', './nowhere'], { code: 'PATH_NOT_FOUND', exitCode: 3 }],
    [['generate', 'gate-house/bricked-up'], { code: 'ACCESS_DENIED', exitCode: 4 }],
    [['generate', 'acorn-labs/tiny-poet', '--offline'], { code: 'UNAVAILABLE', exitCode: 5 }],
  ])('%j', async (args, error) => {
    const { code, stdout, stderr } = await createCaller(sandbox).call([...args, '--json'], FORCED);
    expect(stderr).toBe('');
    expect(stdout).not.toContain('\u001b');
    const document = JSON.parse(stdout);
    expect(document.error).toMatchObject(error);
    expect(document.error.exitCode).toBe(code);
    expect(document.error.message).not.toBe('');
    expect(document.error.hint).not.toBe('');
  });

  test('of a missing model, with similar ids', async () => {
    const { stdout } = await sandbox.run(['generate', 'acorn-labs/tiny-poett', '--json']);
    expect(JSON.parse(stdout).error.nearMatches).toContain('acorn-labs/tiny-poet');
  });
});

describe('colors', () => {
  test.each<[Record<string, string>, boolean]>([
    [{}, false],
    [{ FORCE_COLOR: '1' }, true],
    [{ FORCE_COLOR: '0' }, false],
    [{ NO_COLOR: '1' }, false],
    [{ TERM: 'dumb' }, false],
  ])('%j', async (env, colored) => {
    const { stderr } = await sandbox.run(['generate', './nowhere'], env);
    expect(stderr.includes('\u001b')).toBe(colored);
  });

  test('no escape sequence from the Hub is printed', async () => {
    const { code, stdout, stderr } = await sandbox.run(['generate', 'mallory/terminal-title', '--dry-run']);
    expect(code).toBe(0);
    expect(stdout + stderr).not.toMatch(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
    );
  });
});

describe('a reader that closes the pipe', () => {
  test.each([
    ['generate acorn-labs/tiny-poet -o -'],
    ['generate acorn-labs/tiny-poet'],
    ['generate acorn-labs/tiny-poet --json'],
    ['generate --help'],
  ])('%s', async (args) => {
    const { child, done } = sandbox.start(args.split(' '));
    child.stdout?.destroy();
    const { code, stderr } = await done;
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/EPIPE|\n\s+at /);
  });

  test.skipIf(process.platform === 'win32')('| head -1', async () => {
    const line = `set -o pipefail; "${process.execPath}" "${BIN}" generate acorn-labs/tiny-poet -o - | head -1`;
    const child = spawn('bash', ['-c', line], {
      cwd: sandbox.cwd,
      env: {
        PATH: process.env.PATH,
        HF_ENDPOINT: hub.url,
        ALACARD_CACHE_DIR: sandbox.cacheDir,
        HOME: sandbox.cwd,
      },
    });
    let stderr = '';
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/EPIPE|\n\s+at /);
  });
});

describe.skipIf(process.platform === 'win32')('signals', () => {
  test.each<[NodeJS.Signals, number, RegExp]>([
    ['SIGINT', 130, /^error: interrupted\n$/],
    ['SIGTERM', 143, /^error: terminated\n$/],
  ])('%s ends a request under way with %i and leaves no file', async (signal, exitCode, message) => {
    const heal = hub.setFault('/api/models/acorn-labs/tiny-poet', { kind: 'hang' });
    const asked = hub.requests.length;
    const { child, done } = sandbox.start(['generate', 'acorn-labs/tiny-poet']);
    await expect.poll(() => hub.requests.length).toBeGreaterThan(asked);
    child.kill(signal);
    const { code, stdout, stderr } = await done;
    heal();
    expect([code, stdout]).toEqual([exitCode, '']);
    expect(stderr).toMatch(message);
    expect(readdirSync(sandbox.cwd)).toEqual([]);
  });

  test('--json reports what was finished before a signal', async () => {
    const heal = hub.setFault('/api/models/birch-nlp/fill-robin', { kind: 'hang' });
    const { child, done } = sandbox.start([
      'generate',
      'acorn-labs/tiny-poet',
      'birch-nlp/fill-robin',
      '--json',
    ]);
    await expect.poll(() => readdirSync(sandbox.cwd)).toContain('tiny-poet.ipynb');
    child.kill('SIGINT');
    const { code, stdout } = await done;
    heal();
    expect(code).toBe(130);
    const document = JSON.parse(stdout);
    expect(document.results).toHaveLength(1);
    expect(document).toMatchObject({
      results: [{ path: 'tiny-poet.ipynb' }],
      left: 1,
      error: { code: 'INTERRUPTED', exitCode: 130 },
    });
  });
});

describe('--debug', () => {
  test('logs each request to standard error, without the token', async () => {
    const token = `hf_${'O'.repeat(34)}`;
    const { code, stdout, stderr } = await sandbox.run(['generate', 'acorn-labs/tiny-poet', '--debug'], {
      HF_TOKEN: token,
    });
    expect([code, stdout]).toEqual([0, 'tiny-poet.ipynb\n']);
    expect(stderr).toMatch(/^debug: step step=resolve model=acorn-labs\/tiny-poet$/m);
    expect(stderr).toMatch(/^debug: request .*\/api\/models\/acorn-labs\/tiny-poet/m);
    expect(stderr).not.toContain('OOOOOOOO');
  });
});
