import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { OWNER_TOKEN, STRANGER_TOKEN, UNKNOWN_TOKEN } from '../../fixtures/fake-hub/tokens.ts';
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

const read = (name: string) => readFileSync(join(sandbox.cwd, name), 'utf8');
const files = () => readdirSync(sandbox.cwd, { recursive: true }).sort();

describe('0: success', () => {
  test('writes the notebook and prints its path on standard output', async () => {
    const { code, stdout, stderr } = await sandbox.run(['generate', 'acorn-labs/tiny-poet']);
    expect(stderr).toMatch(
      /^acorn-labs\/tiny-poet: the model card's example, lines? \d+.*, pinned to [0-9a-f]{7}\n/,
    );
    expect(stdout).toBe('tiny-poet.ipynb\n');
    expect(code).toBe(0);
    expect(files()).toEqual(['tiny-poet.ipynb']);
    expect(JSON.parse(read('tiny-poet.ipynb'))).toMatchObject({ nbformat: 4, nbformat_minor: 5 });
  });

  test('every form of a model produces the same file', async () => {
    const texts = [`${hub.url}/acorn-labs/tiny-poet/tree/main`, 'acorn-labs/tiny-poet@main'];
    const contents: string[] = [];
    for (const [index, text] of texts.entries()) {
      const { code } = await sandbox.run(['generate', text, '-o', `${index}.ipynb`]);
      expect(code).toBe(0);
      contents.push(read(`${index}.ipynb`));
    }
    expect(contents[0]).toBe(contents[1]);
  });

  test('-o - prints only the notebook', async () => {
    const { code, stdout, stderr } = await sandbox.run(['generate', 'acorn-labs/tiny-poet', '-o', '-']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).nbformat).toBe(4);
    expect(stderr).toMatch(/^acorn-labs\/tiny-poet: /);
    expect(files()).toEqual([]);
  });

  test.each([
    ['notebooks/', join('notebooks', 'tiny-poet.ipynb')],
    ['deep/er/x.py', 'deep/er/x.py'],
    ['{owner}/{name}.md', 'acorn-labs/tiny-poet.md'],
  ])('writes to -o %s', async (output, path) => {
    const { code, stdout } = await sandbox.run(['generate', 'acorn-labs/tiny-poet', '-o', output]);
    expect([code, stdout]).toEqual([0, `${path}\n`]);
    expect(existsSync(join(sandbox.cwd, path))).toBe(true);
  });

  test('--dry-run writes nothing and explains the plan', async () => {
    const { code, stdout } = await sandbox.run(['generate', 'acorn-labs/tiny-poet', '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^model +acorn-labs\/tiny-poet$/m);
    expect(stdout).toMatch(/^revision +pinned to [0-9a-f]{40}$/m);
    expect(stdout).toMatch(/^strategy +readme-python/m);
    expect(stdout).toMatch(/^cells +\S+ (markdown|code) \d+ lines?$/m);
    expect(stdout).toMatch(/^installs +\S/m);
    expect(stdout).toMatch(/^would write +tiny-poet\.ipynb$/m);
    expect(files()).toEqual([]);
  });

  test('--quiet prints only the path', async () => {
    const finished = await sandbox.run(['generate', 'acorn-labs/tiny-poet', '--quiet']);
    expect(finished).toEqual({ code: 0, stdout: 'tiny-poet.ipynb\n', stderr: '' });
  });

  test('generates a popular model from the snapshot without a network or a cache', async () => {
    const { code, stdout, stderr } = await sandbox.run([
      'generate',
      'meta-llama/Llama-3.1-8B-Instruct',
      '--offline',
    ]);
    expect([code, stdout]).toEqual([0, 'Llama-3.1-8B-Instruct.ipynb\n']);
    expect(stderr).toMatch(/\nnote: .*offline/);
  });

  test('generates a gated model from its metadata if its card is not accessible, with a warning', async () => {
    const { code, stderr } = await sandbox.run(['generate', 'gate-house/open-sesame']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/warning: .*gated/);
  });

  test('--format script writes a script that installs what it needs', async () => {
    const args = ['generate', 'acorn-labs/tiny-poet', '--format', 'script'];
    const { code, stdout } = await sandbox.run(args);
    expect([code, stdout]).toEqual([0, 'tiny-poet.py\n']);
    const script = readFileSync(join(sandbox.cwd, 'tiny-poet.py'), 'utf8');
    expect(script).toMatch(/^# \/\/\/ script\n# requires-python = ">=3\.10"\n# dependencies = \[\n/);
    expect(script).toContain('#     "transformers>=5,<6",\n');
    expect(script).toContain('MODEL_ID = "acorn-labs/tiny-poet"\n');
    expect(script).not.toMatch(/^\s*[%!]/m);

    const named = await sandbox.run([...args, '-o', 'a.py']);
    expect([named.code, readFileSync(join(sandbox.cwd, 'a.py'), 'utf8')]).toEqual([0, script]);
    const other = await sandbox.run([...args, '-o', 'a.ipynb']);
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('use a name that ends in .py')]);
    const run = await sandbox.run([...args, '--run']);
    expect([run.code, run.stderr]).toEqual([
      2,
      expect.stringContaining('--run does not support --format script'),
    ]);
  });

  test('generates a local model', async () => {
    mkdirSync(join(sandbox.cwd, 'my-model'));
    writeFileSync(join(sandbox.cwd, 'my-model', 'README.md'), '# Mine\n\n```python\nprint("hello")\n```\n');
    const { code, stdout } = await sandbox.run(['generate', './my-model', '--id', 'me/my-model']);
    expect([code, stdout]).toEqual([0, 'my-model.ipynb\n']);
  });
});

test('2: invalid option', async () => {
  const { code, stdout, stderr } = await sandbox.run(['generate', 'acorn-labs/tiny-poet', '--outptu', 'x']);
  expect(stderr).toBe("error: unknown option '--outptu'\nhint: Did you mean --output?\n");
  expect([code, stdout]).toEqual([2, '']);
});

test('2: invalid environment variable', async () => {
  const { code, stderr } = await sandbox.run(['generate', 'acorn-labs/tiny-poet'], {
    HF_ENDPOINT: 'ftp://x.example',
  });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^error: HF_ENDPOINT must start with https:\/\/ or http:\/\/\nhint: /);
});

describe('3: not found', () => {
  test('a missing model, with similar ids', async () => {
    const { code, stderr } = await sandbox.run(['generate', 'acorn-labs/tiny-poett']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^error: .*acorn-labs\/tiny-poett/);
    expect(stderr).toMatch(/\nhint: .*acorn-labs\/tiny-poet\b/);
  });
  test('a private model looks like a missing one, and the message says so', async () => {
    const { code, stderr } = await sandbox.run(['generate', 'gate-house/cellar']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/private.*token/s);
  });
  test('a missing revision', async () => {
    const { code, stderr } = await sandbox.run(['generate', 'acorn-labs/tiny-poet', '--revision', 'no-such']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^error: .*no-such/);
    expect(stderr).toMatch(/\nhint: /);
  });
  test('a missing folder', async () => {
    const { code, stderr } = await sandbox.run(['generate', './nowhere']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^error: .*nowhere/);
    expect(stderr).toMatch(/\nhint: /);
  });
  test('a missing model that is a local folder', async () => {
    mkdirSync(join(sandbox.cwd, 'no', 'such'), { recursive: true });
    const { code, stderr } = await sandbox.run(['generate', 'no/such']);
    expect(code).toBe(3);
    expect(stderr).toContain('./no/such');
  });
});

describe('4: access denied', () => {
  test.each([
    ['a token that nobody knows', 'acorn-labs/tiny-poet', { HF_TOKEN: UNKNOWN_TOKEN }],
    ['a disabled model', 'gate-house/bricked-up', {}],
    ['a disabled model, to its owner', 'gate-house/bricked-up', { HF_TOKEN: OWNER_TOKEN }],
  ])('%s', async (_name, id, env) => {
    const { code, stdout, stderr } = await sandbox.run(['generate', id], env);
    expect([code, stdout]).toEqual([4, '']);
    expect(stderr).toMatch(/^error: .+\nhint: .+\n$/);
    expect(stderr).not.toMatch(/hf_[A-Z]/);
  });
});

describe('5: unavailable', () => {
  const nobody = { HF_ENDPOINT: 'http://127.0.0.1:9' };
  test('the Hub does not respond and nothing is cached', async () => {
    const { code, stderr } = await sandbox.run(['generate', 'acorn-labs/tiny-poet'], nobody);
    expect(code).toBe(5);
    expect(stderr).toMatch(/^error: .*127\.0\.0\.1:9/);
    expect(stderr).toMatch(/\nhint: /);
  });
  test('offline and nothing is cached', async () => {
    const asked = hub.requests.length;
    const { code, stderr } = await sandbox.run(['generate', 'acorn-labs/tiny-poet', '--offline']);
    expect(code).toBe(5);
    expect(stderr).toMatch(/\nhint: .*--offline/);
    expect(hub.requests.length).toBe(asked);
  });
  test('--require-pinned and the revision is unknown', async () => {
    // In the snapshot without a commit.
    const args = ['generate', 'facebook/opt-125m', '--require-pinned'];
    const { code, stdout, stderr } = await sandbox.run(args, nobody);
    expect([code, stdout]).toEqual([5, '']);
    expect(stderr).toMatch(/^error: .*--require-pinned/);
    expect(files()).toEqual([]);
  });
  test('gives up after --timeout on a Hub that never responds', async () => {
    const heal = hub.setFault('/api/models/acorn-labs/tiny-poet', { kind: 'hang' });
    const { code, stderr } = await sandbox.run(['generate', 'acorn-labs/tiny-poet', '--timeout', '1s']);
    heal();
    expect(code).toBe(5);
    expect(stderr).toMatch(/\nhint: /);
  });
});

describe('6: some models failed', () => {
  test('writes the other models', async () => {
    const args = ['generate', 'acorn-labs/tiny-poet', 'acorn-labs/none', 'birch-nlp/fill-robin'];
    const { code, stdout, stderr } = await sandbox.run(args);
    expect(code).toBe(6);
    expect(stdout.trim().split('\n').sort()).toEqual(['fill-robin.ipynb', 'tiny-poet.ipynb']);
    expect(stderr).toMatch(/error: .*acorn-labs\/none/);
    expect(stderr).toMatch(/error: 1 of 3 models failed: acorn-labs\/none\nhint: .+\n$/);
  });
  test('prints one JSON document', async () => {
    const { code, stdout, stderr } = await sandbox.run([
      'generate',
      'acorn-labs/none',
      'acorn-labs/tiny-poet',
      '--json',
    ]);
    expect([code, stderr]).toEqual([6, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      results: [
        { requested: 'acorn-labs/none', error: { code: 'MODEL_NOT_FOUND', exitCode: 3 } },
        { requested: 'acorn-labs/tiny-poet', path: 'tiny-poet.ipynb', written: true },
      ],
      failed: 1,
      error: { code: 'BATCH', exitCode: 6 },
    });
  });
});

describe('7: the output cannot be written', () => {
  test('keeps an existing file and sends no request', async () => {
    writeFileSync(join(sandbox.cwd, 'tiny-poet.ipynb'), 'mine');
    const asked = hub.requests.length;
    const { code, stdout, stderr } = await sandbox.run(['generate', 'acorn-labs/tiny-poet']);
    expect([code, stdout]).toEqual([7, '']);
    expect(stderr).toMatch(/^error: tiny-poet\.ipynb already exists\nhint: .*--force/);
    expect(read('tiny-poet.ipynb')).toBe('mine');
    expect(hub.requests.length).toBe(asked);
    expect(files()).toEqual(['tiny-poet.ipynb']);
  });
  test('keeps an existing file whose name depends on the Hub', async () => {
    const sha = hub.models.get('acorn-labs/tiny-poet')!.sha;
    const name = `${sha.slice(0, 7)}.ipynb`;
    writeFileSync(join(sandbox.cwd, name), 'mine');
    const { code } = await sandbox.run(['generate', 'acorn-labs/tiny-poet', '-o', '{sha7}.ipynb']);
    expect(code).toBe(7);
    expect(read(name)).toBe('mine');
    expect(files()).toEqual([name]);
  });
  test('--force replaces an existing file', async () => {
    writeFileSync(join(sandbox.cwd, 'tiny-poet.ipynb'), 'mine');
    const { code } = await sandbox.run(['generate', 'acorn-labs/tiny-poet', '--force']);
    expect(code).toBe(0);
    expect(JSON.parse(read('tiny-poet.ipynb')).nbformat).toBe(4);
  });
  test('a file where a folder is needed', async () => {
    writeFileSync(join(sandbox.cwd, 'file'), '');
    const { code, stderr } = await sandbox.run(['generate', 'acorn-labs/tiny-poet', '-o', 'file/x.ipynb']);
    expect(code).toBe(7);
    expect(stderr).toMatch(/^error: .*file.*\nhint: /);
  });
  test.runIf(existsSync('/dev/full'))('standard output on a full disk', async () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [BIN, '--help'], {
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    expect(status).toBe(7);
    expect(String(stderr)).toMatch(/^error: cannot write to standard output: .*ENOSPC/);
  });
});

test('a valid token without access gets a hint', async () => {
  const { code, stderr } = await sandbox.run(['generate', 'gate-house/cellar'], { HF_TOKEN: STRANGER_TOKEN });
  expect(code).toBe(3);
  expect(stderr).toMatch(/hint: .*token/);
});
