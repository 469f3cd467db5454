import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { createSandbox, type Sandbox } from './run-alacard.ts';

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

const generate = (...args: string[]) => sandbox.run(['generate', ...args]);

describe('what generate prints last', () => {
  test('for a gated model that is too large for a T4: where to request access, and where it fits', async () => {
    const { stdout, stderr } = await generate('meta-llama/Llama-3.1-8B-Instruct', '--offline');
    expect(stdout).toBe('Llama-3.1-8B-Instruct.ipynb\n');
    expect(stderr).toContain(
      `
needs: access to a gated model: request it at ${hub.url}/meta-llama/Llama-3.1-8B-Instruct, then run \`hf auth login\` or set HF_TOKEN
needs: 19.3 GB of memory: fits Kaggle's two T4s, but not a free Colab T4 or 16 GB of RAM without a GPU. With --quantize 4bit, it needs 7.1 GB and fits there too
next: alacard run Llama-3.1-8B-Instruct.ipynb, or alacard open Llama-3.1-8B-Instruct.ipynb
`,
    );
  });

  test('for a gated model whose card cannot be read: where to request access, once', async () => {
    const { stderr } = await generate('gate-house/open-sesame');
    const page = `${hub.url}/gate-house/open-sesame`;
    expect(stderr).toContain(`\nnote: the model is gated; request access at ${page} and set HF_TOKEN.\n`);
    expect(stderr.split(page)).toHaveLength(2);
  });

  test('with --quantize 4bit: where the quantized model fits', async () => {
    const { stderr } = await generate('meta-llama/Llama-3.1-8B-Instruct', '--offline', '--quantize', '4bit');
    expect(stderr).toContain(
      "\nneeds: 7.1 GB of memory: fits a free Colab T4, Kaggle's two T4s, and 16 GB of RAM without a GPU\n",
    );
  });

  test('for a model that runs its own code: where to read it', async () => {
    const { stderr } = await generate('acorn-labs/poet-remote-code');
    const { sha } = hub.models.get('acorn-labs/poet-remote-code')!;
    expect(stderr).toContain(
      `\nneeds: your trust: the model runs its own code (trust_remote_code). Read it first: ${hub.url}/acorn-labs/poet-remote-code/tree/${sha}\n`,
    );
  });

  test('for a model without requirements: only the next command', async () => {
    const { stderr } = await generate('acorn-labs/tiny-poet', '-o', 'a poem.ipynb');
    expect(stderr).not.toMatch(/^needs: access/m);
    expect(stderr).toMatch(/\nnext: alacard run 'a poem.ipynb', or alacard open 'a poem.ipynb'\n$/);
  });

  test('nothing with --quiet, --json or in a batch, and no next command with --output -', async () => {
    expect((await generate('gate-house/open-sesame', '-q')).stderr).toBe('');
    expect((await generate('gate-house/open-sesame', '--json', '-f')).stderr).toBe('');
    expect((await generate('gate-house/open-sesame', '-o', '-')).stderr).not.toMatch(/^(?:needs|next):/m);
    const batch = await generate('gate-house/open-sesame', 'acorn-labs/tiny-poet', '-f');
    expect(batch.stderr).not.toMatch(/^(?:needs|next):/m);
  });
});

describe('a requested example that does not exist', () => {
  const note = (flag: string, reason: string) =>
    `--example ${flag} had no effect: ${reason}. Cell 6 has alacard's own code.`;

  test.each([
    ['xenon-art/no-code-at-all', 'readme', 'the model card has no example that can run'],
    ['gate-house/open-sesame', 'readme', 'no model card could be read'],
    [
      'dune-research/forecast-tide',
      'library',
      'the Hub has no code snippet for this model that alacard can use',
    ],
  ])('%s --example %s: %s', async (model, flag, reason) => {
    const { code, stderr } = await generate(model, '--example', flag);
    expect(code).toBe(0);
    expect(stderr).toContain(`\nnote: ${note(flag, reason)}\n`);
    // The second run takes the finished notebook from the cache.
    const { stdout } = await generate(model, '--example', flag, '--force', '--json');
    expect(JSON.parse(stdout).notes).toContain(note(flag, reason));
  });

  test('no note if the example is found, or if none was requested', async () => {
    for (const args of [['acorn-labs/tiny-poet', '--example', 'readme'], ['xenon-art/no-code-at-all']]) {
      expect((await generate(...args)).stderr).not.toMatch(/^note:/m);
    }
  });
});

test('without a network, the reason is printed once', async () => {
  const { stderr } = await generate('openai-community/gpt2', '--offline');
  expect(stderr.match(/offline mode is on/g)).toHaveLength(1);
});
