import { readdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { UNKNOWN_TOKEN } from '../../fixtures/fake-hub/tokens.ts';
import { ATTACK, expectPlain, HOSTILE_MODELS } from '../hostile-output.ts';
import { createSandbox, type Sandbox } from './run-alacard.ts';

// test/cli/hostile.test.ts has the tables of hostile input.
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
afterEach(() => hub.clearFaults());

test("prints no escape sequences from the Hub's responses", async () => {
  const models = await sandbox.run(['generate', ...HOSTILE_MODELS, '-o', 'out/'], { FORCE_COLOR: '1' });
  expect(models.code).toBe(0);
  expectPlain(models);
  const body = JSON.stringify({ error: `${ATTACK}Bearer abc ${UNKNOWN_TOKEN} said the Hub` });
  hub.setFault('/api/models/acorn-labs/tiny-poet', { kind: 'body', status: 403, body });
  const refused = await sandbox.run(['generate', 'acorn-labs/tiny-poet', '--debug'], {
    HF_TOKEN: UNKNOWN_TOKEN,
    FORCE_COLOR: '1',
  });
  expect(refused.code).toBe(4);
  expectPlain(refused);
  expect(refused.stdout + refused.stderr).not.toContain('UUUUUUUU');
});

test('prints what was typed without its escape sequences', async () => {
  const finished = await sandbox.run(['generate', 'acorn-labs/tiny-poet', '-o', `${ATTACK}/{nope}`]);
  expect(finished.code).toBe(2);
  expectPlain(finished);
});

test('refuses an id that points outside its folder, without sending a request', async () => {
  const asked = hub.requests.length;
  const { code, stdout, stderr } = await sandbox.run(['generate', '--', 'acorn-labs/%2e%2e']);
  expect([2, 3]).toContain(code);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^error: .+\n(?:cause: .+\n)?hint: .+\n$/);
  expect(hub.requests.length).toBe(asked);
  expect(readdirSync(sandbox.cwd)).toEqual([]);
});
