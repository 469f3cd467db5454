import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixtureModel } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { packageVersion } from '../../src/package-root.ts';
import { createSandbox, type Sandbox } from './run-alacard.ts';

let hub: FakeHub;
let sandbox: Sandbox;
beforeAll(async () => {
  hub = await startFakeHub({ models: [fixtureModel('acorn-labs/tiny-poet')] });
  sandbox = createSandbox(hub.url);
});
afterAll(async () => {
  sandbox.remove();
  await hub.close();
});

/** Text that occurs only in the bundled source of a library. */
const MARKS = {
  commander: /exitOverride|copyInheritedSettings/,
  undici: /UND_ERR_CONNECT_TIMEOUT/,
  zod: /invalid_union/,
  chalk: /bgBlackBright|overline:\[53/,
  ora: /isSilent/,
  '@huggingface/tasks': /prettyLabel/,
  grammar: /FormatReplacement/,
  'cli-table3': /desiredWidth/,
  conf: /clearInvalidConfig/,
  sharing: /idempotency-key|deletionToken/,
};

/** Libraries whose code a run of alacard reads, according to V8's record of the scripts that it ran. */
async function librariesOf(args: string[]): Promise<string[]> {
  const folder = mkdtempSync(join(sandbox.cwd, 'coverage-'));
  const { code } = await sandbox.run(args, { NODE_V8_COVERAGE: folder });
  expect(code).toBe(0);
  const reports = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
  rmSync(folder, { recursive: true });
  const urls: string[] = reports.flatMap(({ result }) => result.map(({ url }: { url: string }) => url));
  const texts = urls
    .filter((url) => url.startsWith('file:'))
    .map((url) => readFileSync(fileURLToPath(url), 'utf8'));
  expect(texts.length).toBeGreaterThan(0);
  return Object.entries(MARKS)
    .filter(([, mark]) => texts.some((text) => mark.test(text)))
    .map(([name]) => name);
}

test('--version loads no packages', async () => {
  expect(await librariesOf(['--version'])).toEqual([]);
  expect((await sandbox.run(['-v'])).stdout).toBe(`${packageVersion()}\n`);
  expect((await sandbox.run(['-V'])).stdout).toBe(`${packageVersion()}\n`);
});

test('--help loads only commander', async () => {
  expect(await librariesOf(['generate', '--help'])).toEqual(['commander']);
});

test('a cold generate loads the network; a warm one loads no network code, schema, colors, spinner or tables', async () => {
  const args = ['generate', 'acorn-labs/tiny-poet', '--force'];
  expect(await librariesOf(args)).toEqual(['commander', 'undici', 'zod', 'grammar']);
  const asked = hub.requests.length;
  expect(await librariesOf([...args, '--rebuild'])).toEqual(['commander', 'grammar']);
  expect(hub.requests.length).toBe(asked);
});

test('a repeated generate does not load the code that parses or composes', async () => {
  const args = ['generate', 'acorn-labs/tiny-poet', '--force', '--format', 'md'];
  await librariesOf(args);
  expect(await librariesOf(args)).toEqual(['commander']);
});

test('only commands that draw a table or save settings load the libraries for it', async () => {
  expect(await librariesOf(['popular'])).toEqual(['commander', 'undici', 'zod']);
  expect(await librariesOf(['config', 'get', 'format'])).toEqual(['commander']);
  expect(await librariesOf(['config', 'list'])).toEqual(['commander', 'cli-table3']);
  expect(await librariesOf(['config', 'set', 'format', 'py'])).toEqual(['commander', 'conf']);
});
