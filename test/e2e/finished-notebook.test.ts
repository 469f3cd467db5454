import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixtureModel } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createSandbox, type Finished, type Sandbox } from './run-alacard.ts';

const IDS = [
  'acorn-labs/tiny-poet',
  'gravel-works/no-readme',
  'gate-house/glass-door',
  'birch-nlp/old-transcript',
];
/** A word that a card and a token share. */
const WORD = 'a-token-that-stands-in-a-card';

let hub: FakeHub;
let sandbox: Sandbox;
beforeAll(async () => {
  hub = await startFakeHub({ models: IDS.map(fixtureModel) });
  const code = `from transformers import pipeline\n\nprint(pipeline(model="owner/word")("${WORD}"))`;
  hub.addModel({ id: 'owner/word', readme: `# Word\n\n\`\`\`python\n${code}\n\`\`\`\n` });
  sandbox = createSandbox(hub.url);
});
afterAll(async () => {
  sandbox.remove();
  await hub.close();
});

const HIT = /^debug: cache status=hit kind=generated/m;
const OUT = 'notebook.ipynb';

async function generate(...args: string[]): Promise<Finished & { file: string }> {
  const finished = await sandbox.run(['generate', ...args]);
  expect(finished.code, finished.stderr).toBe(0);
  const path = join(sandbox.cwd, OUT);
  return { ...finished, file: args.includes(OUT) ? readFileSync(path, 'utf8') : '' };
}

test.each([
  ['acorn-labs/tiny-poet', '-o', OUT, '--force'],
  ['acorn-labs/tiny-poet', '--dry-run', '--json', '--target', 'kaggle'],
  ['birch-nlp/old-transcript', '-o', OUT, '--force', '--json', '--snippets', 'all'],
  ['birch-nlp/old-transcript', '--dry-run', '--example', 'template'],
  ['gravel-works/no-readme', '-o', OUT, '--force', '--quiet'],
  ['gate-house/glass-door', '-o', '-', '--format', 'py', '--quantize', '4bit'],
  ['gate-house/glass-door', '--dry-run'],
])('prints and writes the same from the cache: generate %s %s %s %s', async (...args) => {
  const made = await generate(...args);
  const found = await generate(...args);
  const rebuilt = await generate(...args, '--rebuild');
  expect(found).toEqual(rebuilt);
  const anyRun = (text: string) => text.replace(/("source": |source +)"?(?:hub|cache)"?/, '$1');
  expect(anyRun(found.stdout)).toBe(anyRun(made.stdout));
  expect([found.stderr, found.file]).toEqual([made.stderr, made.file]);
  expect((await sandbox.run(['generate', ...args, '--debug'])).stderr).toMatch(HIT);
  expect((await sandbox.run(['generate', ...args, '--debug', '--rebuild'])).stderr).not.toMatch(HIT);
});

test('--refresh regenerates a cached notebook, and a batch neither reads nor keeps one', async () => {
  const [id, other] = IDS as [string, string];
  const debug = (...args: string[]) => sandbox.run(['generate', ...args, '--dry-run', '--debug']);
  await debug(id);
  expect((await debug(id)).stderr).toMatch(HIT);
  const asked = hub.requests.length;
  expect((await debug(id, '--refresh')).stderr).not.toMatch(HIT);
  expect(hub.requests.length).toBeGreaterThan(asked);
  const entries = readdirSync(join(sandbox.cacheDir, 'entries-v1')).length;
  expect((await debug(id, other)).stderr).not.toMatch(HIT);
  expect((await debug(id, '--snippets', 'all', other)).code).toBe(0);
  expect(readdirSync(join(sandbox.cacheDir, 'entries-v1'))).toHaveLength(entries);
});

test("this run's token never appears in a previously cached notebook", async () => {
  const without = await generate('owner/word', '-o', '-');
  expect(without.stdout).toContain(WORD);
  expect((await generate('owner/word', '-o', '-')).stdout).toBe(without.stdout);
  const { code, stdout, stderr } = await sandbox.run(['generate', 'owner/word', '-o', '-'], {
    HF_TOKEN: WORD,
  });
  expect([code, stdout.length > 1_000]).toEqual([0, true]);
  expect(stdout + stderr).not.toContain(WORD);
});

test('regenerates a cached notebook after a flipped byte', async () => {
  const cacheDir = join(sandbox.cwd, 'own-cache');
  const run = () => sandbox.run(['generate', IDS[0]!, '-o', '-', '--debug'], { ALACARD_CACHE_DIR: cacheDir });
  const { stdout } = await run();
  const folder = join(cacheDir, 'entries-v1');
  for (const name of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, name));
    bytes[bytes.length - 100]! ^= 1;
    writeFileSync(join(folder, name), bytes);
  }
  const again = await run();
  expect([again.code, again.stdout]).toEqual([0, stdout]);
  expect(again.stderr).not.toMatch(HIT);
  const third = await run();
  expect(third.stdout).toBe(stdout);
  expect(third.stderr).toMatch(HIT);
});

test.skipIf(process.platform === 'win32')(
  'a cache folder that is not writable never makes generate fail',
  async () => {
    const cacheDir = join(sandbox.cwd, 'read-only-cache');
    const run = (dir: string, ...args: string[]) =>
      sandbox.run(['generate', IDS[0]!, '-o', '-', ...args], { ALACARD_CACHE_DIR: dir });
    const { stdout } = await run(cacheDir);
    const folder = join(cacheDir, 'entries-v1');
    chmodSync(folder, 0o500);
    for (const args of [[], ['--rebuild'], ['--refresh'], ['--format', 'md']]) {
      const { code, stdout: text, stderr } = await run(cacheDir, ...args);
      expect([code, stderr.match(/^(?:error|warning):.*/m)?.[0]]).toEqual([0, undefined]);
      if (args[0] !== '--format') expect(text).toBe(stdout);
    }
    chmodSync(folder, 0o700);
    rmSync(cacheDir, { recursive: true });
    writeFileSync(cacheDir, '');
    expect(await run(cacheDir)).toMatchObject({ code: 0, stdout });
    expect(statSync(cacheDir).size).toBe(0);
  },
);
