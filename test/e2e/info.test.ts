import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixtureModel } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createCaller } from '../cli/call-alacard.ts';
import { createSandbox, type Sandbox } from './run-alacard.ts';

let hub: FakeHub;
let sandbox: Sandbox;
beforeAll(async () => {
  hub = await startFakeHub({ models: [fixtureModel('acorn-labs/tiny-poet')] });
  hub.addModel({
    id: 'acorn-labs/gated',
    gated: 'manual',
    info: {
      pipeline_tag: 'text-generation',
      library_name: 'transformers',
      tags: ['license:mit', 'custom_code'],
      cardData: { language: ['en', 'fr\u001b[31m'], base_model: 'acorn-labs/base' },
      config: { architectures: ['LlamaForCausalLM'], model_type: 'llama' },
      safetensors: { parameters: { BF16: 8e9 }, total: 8e9 },
      downloads: 1234567,
      lastModified: '2026-05-06T07:08:09.000Z',
    },
  });
  sandbox = createSandbox(hub.url);
});
afterAll(async () => {
  sandbox.remove();
  await hub.close();
});

test('shows the facts about a model and writes nothing', async () => {
  const { code, stdout } = await sandbox.run(['info', 'acorn-labs/gated']);
  expect(code).toBe(0);
  const has = (label: string, value: RegExp) =>
    expect(stdout).toMatch(new RegExp(`^${label.padEnd(12)} ${value.source}$`, 'm'));
  has('model', /acorn-labs\/gated/);
  has('task', /text-generation/);
  has('library', /transformers/);
  has('license', /mit/);
  has('access', /gated, granted by its authors: request access at http:\S+\/acorn-labs\/gated/);
  has('languages', /en, fr/);
  has('size', /8\.0B parameters, BF16, 16\.0 GB of weights/);
  // 8e9 parameters of 2 bytes, plus a fifth, compared with the 15 GB of a T4.
  has('runs on', /Colab \(free T4\): no, needs 19\.2 GB of 15\.0 GB.*/);
  has('', /Kaggle \(two T4s\): yes, needs 19\.2 GB of 30\.0 GB/);
  has('downloads', /1,234,567 in the last 30 days/);
  has('updated', /May 6, 2026/);
  has('based on', /acorn-labs\/base/);
  has('runs code', /.*trust_remote_code.*/);
  has('revision', new RegExp(`pinned to ${hub.models.get('acorn-labs/gated')!.sha}`));
  has('installs', /.*transformers>=5,<6.*/);
  expect(stdout).not.toContain('\u001b');
  expect(readdirSync(sandbox.cwd)).toEqual([]);
});

test('--json prints the plan of generate --dry-run and the facts about the model', async () => {
  const info = JSON.parse((await sandbox.run(['info', 'acorn-labs/tiny-poet', '--json'])).stdout);
  const plan = JSON.parse(
    (await createCaller(sandbox).call(['generate', 'acorn-labs/tiny-poet', '-n', '--json'])).stdout,
  );
  const { about, fit: _fit, ...same } = info;
  const { written: _written, path: _path, ...expected } = plan;
  // The second one reads the cache.
  expect({ ...same, source: '' }).toEqual({ ...expected, source: '' });
  expect(about).toMatchObject({ id: 'acorn-labs/tiny-poet', gated: false });
});

test.each([
  [['info'], 2, /alacard info openai-community\/gpt2/],
  [['info', 'no/such-model'], 3, /model no\/such-model was not found/],
  [['info', 'acorn-labs/tiny-poet', '--revision', 'none'], 3, /no revision "none"/],
])('%j exits with %d', async (args, expected, message) => {
  const { code, stdout, stderr } = await createCaller(sandbox).call(args);
  expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  expect(stderr).toMatch(message);
});

test('uses the bundled models without the Hub', async () => {
  const { code, stdout } = await sandbox.run(['info', 'gpt2', '--offline']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^model +openai-community\/gpt2$/m);
  expect(stdout).toMatch(/^warning +The Hub could not be reached/m);
});
