import { constants } from 'node:buffer';
import { appendFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { manyModels } from '../../fixtures/fake-hub/many-models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { digestOf } from '../../src/batch/journal.ts';
import { createSandbox, type Sandbox } from '../e2e/run-alacard.ts';

const MODELS = manyModels(4);
const IDS = MODELS.map(({ id }) => id);

let hub: FakeHub;
let sandbox: Sandbox;
beforeAll(async () => {
  hub = await startFakeHub({ models: MODELS });
  sandbox = createSandbox(hub.url);
});
afterAll(async () => {
  sandbox.remove();
  await hub.close();
});

test('--resume reads a journal that is longer than the longest string', async () => {
  const args = ['generate', ...IDS, '-o', 'out/', '--resume'];
  expect((await sandbox.run(args)).code).toBe(0);

  const journal = join(sandbox.cwd, 'out', '.alacard-journal.jsonl');
  for (let count = 0; statSync(journal).size <= constants.MAX_STRING_LENGTH; count += 5_000) {
    const rows = Array.from({ length: 5_000 }, (_, at) => {
      const model = `org-${count + at}/model-${count + at}`;
      const digest = digestOf(model);
      const entry = { model, options: '0123456789abcdef', version: '1.0.0', path: `${model}.ipynb`, digest };
      return `${JSON.stringify({ ...entry, modelId: model, sha: digest.slice(0, 40) })}\n`;
    });
    appendFileSync(journal, rows.join(''));
  }
  // A line that is cut off.
  appendFileSync(journal, '{"model":"a/b","opt');
  hub.requests.length = 0;
  const { code, stderr } = await sandbox.run(args);
  expect(stderr).toContain('0 notebooks written, 4 already done');
  expect([code, hub.requests]).toEqual([0, []]);
});
