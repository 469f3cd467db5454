import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { type Caller, createCaller } from '../cli/call-alacard.ts';
import { createSandbox, type Sandbox } from './run-alacard.ts';

let hub: FakeHub;
let sandbox: Sandbox;
beforeAll(async () => {
  hub = await startFakeHub({ pageSize: 2 });
  const add = (id: string, info: Record<string, unknown>, gated: false | 'manual' = false) =>
    hub.addModel({ id, gated, info });
  add('acorn/translate-en', {
    pipeline_tag: 'translation',
    library_name: 'transformers',
    tags: ['license:apache-2.0'],
    downloads: 3_200_000,
    likes: 41,
    safetensors: { total: 77_000_000 },
    createdAt: '2026-02-03T04:05:06.000Z',
  });
  add('acorn/translate-all', { pipeline_tag: 'translation', downloads: 900, likes: 2 }, 'manual');
  add('acorn/poet', { pipeline_tag: 'text-generation', downloads: 5_000, likes: 1 });
  add('evil/names', {
    pipeline_tag: '\u001b]0;owned\u0007red\u001b[31m\ttab\nline',
    library_name: '\u202egnp.exe',
    tags: ['license:\u009b2Jmit'],
    downloads: 1,
  });
  sandbox = createSandbox(hub.url);
});
afterAll(async () => {
  sandbox.remove();
  await hub.close();
});

/** alacard in this process, for the variants. */
const call: Caller['call'] = (...given) => createCaller(sandbox).call(...given);
const ids = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => line.split('\t')[0]);

describe('popular and search when piped', () => {
  test('prints one line per model, not truncated, and nothing else', async () => {
    const { code, stdout, stderr } = await sandbox.run(['popular', '--limit', '3']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(
      'acorn/translate-en\ttranslation\t77000000\t3200000\t41\tapache-2.0\t\ttransformers\t2026-02-03T04:05:06.000Z\n' +
        'acorn/poet\ttext-generation\t\t5000\t1\t\t\t\t\n' +
        'acorn/translate-all\ttranslation\t\t900\t2\t\tmanual\t\t\n',
    );
  });

  test.each([
    [
      ['popular', '-c', 'translate', '--sort', 'likes'],
      ['acorn/translate-en', 'acorn/translate-all'],
    ],
    [['popular', '--category', 'translation', '--ungated'], ['acorn/translate-en']],
    [['popular', '--license', 'Apache-2.0'], ['acorn/translate-en']],
    [['popular', '--max-params', '0.1b'], ['acorn/translate-en']],
    [['search', 'acorn', 'POET'], ['acorn/poet']],
    [['search', 'translate', '-l1'], ['acorn/translate-en']],
    [
      ['search', 'translate', '--author', 'acorn'],
      ['acorn/translate-en', 'acorn/translate-all'],
    ],
  ])('%j', async (args, expected) => {
    const { code, stdout } = await call(args);
    expect(code).toBe(0);
    expect(ids(stdout)).toEqual(expected);
  });

  test('--json prints one document, --jsonl one model per line', async () => {
    const { stdout } = await call(['popular', '--json', '-c', 'translation']);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ source: 'hub', notes: [] });
    expect(document.models[0]).toEqual({
      id: 'acorn/translate-en',
      task: 'translation',
      library: 'transformers',
      license: 'apache-2.0',
      parameters: 77_000_000,
      downloads: 3_200_000,
      likes: 41,
      gated: false,
      createdAt: '2026-02-03T04:05:06.000Z',
      sha: hub.models.get('acorn/translate-en')!.sha,
    });
    const lines = (await call(['popular', '--jsonl', '-c', 'translation'])).stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(document.models);
  });

  test('exits with 0 when nothing matches, and suggests which filter to drop', async () => {
    const { code, stdout, stderr } = await call([
      ...['search', 'poet', '-c', 'translation', '--license', 'mit', '--max-params', '1B', '--ungated'],
    ]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toBe(
      'No models found.\nhint: Raise or drop --max-params, drop --license mit, drop --ungated, drop --category translation or search for fewer or shorter words.\n',
    );
    const { stdout: json } = await call(['search', 'no-such-thing', '--json']);
    expect(JSON.parse(json)).toEqual({ models: [], source: 'hub', notes: [] });
  });

  test('prints no control character from hostile fields', async () => {
    for (const form of [[], ['--json'], ['--jsonl']]) {
      const { stdout } = await call(['search', 'evil', ...form]);
      expect(stdout).toContain('evil/names');
      expect(stdout).not.toMatch(/[\u001b\u0007\u007f-\u009f\u202e]/);
    }
    const { stdout } = await call(['search', 'evil']);
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stdout.split('\t')).toHaveLength(9);
  });
});

describe('without the Hub', () => {
  test.each([
    ['--offline', ['--offline'], /offline mode is on/],
    ['nobody listens', ['--endpoint', 'http://127.0.0.1:9'], /could not reach/],
  ])('%s: lists the bundled models and says so', async (_, flags, why) => {
    const { code, stdout, stderr } = await sandbox.run(['popular', '-c', 'asr', '-l', '3', ...flags]);
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(3);
    for (const line of stdout.trim().split('\n'))
      expect(line.split('\t')[1]).toBe('automatic-speech-recognition');
    expect(stderr).toMatch(why);
    expect(stderr).toMatch(/bundled with alacard \(\w+ 20\d\d\)/);
    const quiet = await sandbox.run(['popular', '-c', 'asr', '-l', '3', '-q', ...flags]);
    expect(quiet).toEqual({ code: 0, stdout, stderr: '' });
  });
});

describe('a usage error exits with 2 and a hint', () => {
  test.each([
    [['popular', '-c', 'trnslation'], /"trnslation"/, /Did you mean translation\?/],
    [['popular', '--sort', 'stars'], /--sort must be downloads, likes, trending or recent/, /--sort/],
    [['popular', '--limit', '0'], /--limit/, /--limit 50/],
    [['popular', '--limit', '1e3'], /--limit/, /--limit 50/],
    [['popular', '--limit', '5000'], /1 to 1000/, /--limit/],
    [['popular', '--max-params', 'huge'], /"huge"/, /--max-params 8B/],
    [['popular', '--author', 'a/b'], /"a\/b"/, /before the slash/],
    [['popular', '--license', 'mit,gpl'], /--license must be one name/, /one tag/],
    [['popular', '--json', '--jsonl'], /cannot be used together/, /Drop one/],
    [['search'], /missing required argument/, /alacard search whisper/],
    [['search', ' '], /missing search terms/, /alacard search whisper/],
  ])('%j', async (args, message, hint) => {
    const { code, stdout, stderr } = await call(args);
    expect(code).toBe(2);
    const [first, second] = `${stdout}${stderr}`.split('\n');
    if (args.includes('--json')) {
      expect(JSON.parse(stdout).error.message).toMatch(message);
      return;
    }
    expect(first).toMatch(message);
    expect(second).toMatch(hint);
  });
});

test('exits with 4 for a rejected token', async () => {
  const { code, stderr } = await sandbox.run(['popular'], { HF_TOKEN: 'hf_notatoken' });
  expect(code).toBe(4);
  expect(stderr).toMatch(/rejected the token/);
  expect(stderr).not.toContain('hf_notatoken');
});

// Windows ends a process immediately, whatever the signal.
test.skipIf(process.platform === 'win32')(
  'exits with 130 on Ctrl-C while the Hub is slow, and prints nothing',
  async () => {
    const unset = hub.setFault('/api/models', { kind: 'hang' });
    const { child, done } = sandbox.start(['popular']);
    const asked = hub.requests.length;
    await expect.poll(() => hub.requests.length).toBeGreaterThan(asked);
    child.kill('SIGINT');
    const { code, stdout } = await done;
    unset();
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
  },
);
