import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { CARD_TOKEN, OWNER_TOKEN, UNKNOWN_TOKEN } from '../../fixtures/fake-hub/tokens.ts';
import { ATTACK, expectPlain, HOSTILE_MODELS } from '../hostile-output.ts';
import { createInProcess } from './call-alacard.ts';

let hub: FakeHub;
let alacard: ReturnType<typeof createInProcess>;
beforeAll(async () => {
  hub = await startFakeHub({ models: fixtureModels });
});
afterAll(() => hub.close());
beforeEach(() => {
  alacard = createInProcess(hub.url);
  return () => alacard.remove();
});
afterEach(() => hub.clearFaults());

describe("escape sequences in the Hub's responses", () => {
  test.each([[['--dry-run']], [['--debug']], [['--json']]])(
    'are not printed from hostile models with %j',
    async (flags) => {
      const finished = await alacard.call(['generate', ...HOSTILE_MODELS, '-o', 'out/', ...flags], {
        FORCE_COLOR: flags.includes('--dry-run') ? '0' : '1',
      });
      expect(finished.code).toBe(0);
      expectPlain(finished);
    },
  );

  test.each([
    [400, 5],
    [401, 3],
    [403, 4],
    [404, 3],
    [418, 5],
    [451, 4],
  ])('are not printed from the message of a %i', async (status, exitCode) => {
    hub.setFault('/api/models/acorn-labs/tiny-poet', {
      kind: 'body',
      status,
      body: JSON.stringify({ error: `${ATTACK}Bearer abc ${UNKNOWN_TOKEN} said the Hub` }),
    });
    for (const flags of [[], ['--json'], ['--debug']]) {
      const finished = await alacard.call(['generate', 'acorn-labs/tiny-poet', ...flags], {
        HF_TOKEN: UNKNOWN_TOKEN,
        FORCE_COLOR: flags.length === 0 ? '1' : '0',
      });
      expect(finished.code).toBe(exitCode);
      expectPlain(finished);
      expect(finished.stdout + finished.stderr).not.toContain('UUUUUUUU');
    }
  });
});

test.each([
  [['generate', `acorn-labs/${ATTACK}`]],
  [['generate', 'acorn-labs/tiny-poet', '--revision', ATTACK]],
  [['generate', 'acorn-labs/tiny-poet', '--format', ATTACK]],
  [['generate', 'acorn-labs/tiny-poet', '-o', `${ATTACK}/{nope}`]],
  [['generate', `./${ATTACK}`]],
  [[`--${ATTACK}`]],
  [[ATTACK]],
])('prints %j without its escape sequences', async (args) => {
  const finished = await alacard.call(args);
  expect([2, 3]).toContain(finished.code);
  expectPlain(finished);
});

describe('an id', () => {
  test.each([
    '../no-such-card',
    'acorn-labs/../../x',
    '%2e%2e/x',
    'acorn-labs/%2e%2e',
    'a\\b',
    'C:x',
    'acorn-labs/a:b',
    'acorn labs/x',
    '-x/y',
    'acorn-labs/x?y=z',
    'acorn-labs/x#y',
    'a/b/c',
    `a/${'b'.repeat(240)}`,
    'acorn-labs/"); import os',
    'acorn-labs/a..b',
  ])('such as %s is refused before any request', async (id) => {
    const asked = hub.requests.length;
    const { code, stdout, stderr } = await alacard.call(['generate', '--', id]);
    expect([2, 3]).toContain(code);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error: .+\n(?:cause: .+\n)?hint: .+\n$/);
    expect(hub.requests.length).toBe(asked);
    expect(readdirSync(alacard.cwd)).toEqual([]);
  });

  test.each(['CON', 'nul.', 'con.x', 'aux'])(
    'named %s gets a file name that Windows accepts',
    async (name) => {
      hub.addModel({ id: `mallory-names/${name}`, readme: '# x\n' });
      const { code, stdout } = await alacard.call(['generate', `mallory-names/${name}`]);
      expect(code).toBe(0);
      expect(readdirSync(alacard.cwd)).toEqual([stdout.trim()]);
      expect(stdout).toMatch(/^_?[A-Za-z.]+\.ipynb\n$/);
      expect(stdout).not.toMatch(/^(?:con|nul|aux)\./i);
    },
  );

  test('that differs from the requested one does not name a file', async () => {
    const answer = { id: '../../evil', sha: 'a'.repeat(40), private: false, gated: false, tags: [] };
    hub.setFault('/api/models/acorn-labs/tiny-poet', { kind: 'body', body: JSON.stringify(answer) });
    const { code } = await alacard.call(['generate', 'acorn-labs/tiny-poet', '-o', '{owner}/{name}.ipynb']);
    expect(code).toBe(5);
    expect(readdirSync(alacard.cwd)).toEqual([]);
  });
});

test.each([
  ['{task}.ipynb', '../../../../outside'],
  ['{task}.ipynb', '..'],
  ['{task}/{name}.ipynb', '..'],
  ['sub/{task}/{name}.ipynb', '/etc'],
  ['{task}.ipynb', 'a\\..\\..\\b'],
  ['{task}.ipynb', `CON\u0000${ATTACK}`],
  ['{task}.ipynb', 'x'.repeat(500)],
])('keeps -o %s in its folder for the task %j', async (pattern, task) => {
  mkdirSync(join(alacard.cwd, 'deep', 'er'), { recursive: true });
  hub.addModel({ id: 'mallory-names/tasked', readme: '# x\n', info: { pipeline_tag: task } });
  const finished = await alacard.call([
    'generate',
    'mallory-names/tasked',
    '-o',
    join('deep', 'er', pattern),
  ]);
  expect([0, 2]).toContain(finished.code);
  expectPlain(finished);
  const outside = readdirSync(alacard.cwd, { recursive: true, encoding: 'utf8' }).filter(
    (path) => !path.startsWith('deep'),
  );
  expect(outside).toEqual([]);
  expect(readdirSync(join(alacard.cwd, 'deep'))).toEqual(['er']);
  expect(finished.code === 0 ? readdirSync(join(alacard.cwd, 'deep', 'er')) : ['x']).toHaveLength(1);
});

test('neither prints nor stores a token', async () => {
  const secrets = [OWNER_TOKEN, CARD_TOKEN];
  const tokenFile = join(alacard.cwd, 'token');
  writeFileSync(tokenFile, `${OWNER_TOKEN}\n`, { mode: 0o600 });
  const ids = ['mallory/leaked-token', 'gate-house/cellar', 'gate-house/open-sesame'];
  for (const [folder, flags, env] of [
    ['plain', [], { HF_TOKEN: OWNER_TOKEN }],
    ['debug', ['--debug', '--refresh'], { HF_TOKEN: OWNER_TOKEN }],
    ['json', ['--json', '--refresh'], { HF_TOKEN: OWNER_TOKEN }],
    ['dry', ['--dry-run'], { HF_TOKEN: OWNER_TOKEN }],
    ['file', ['--token-file', tokenFile, '--snippets', 'all', '--format', 'py'], {}],
    ['readme', ['--example', 'readme', '--format', 'md'], { HF_TOKEN: OWNER_TOKEN }],
  ] as const) {
    const { code, stdout, stderr } = await alacard.call(
      ['generate', ...ids, '-o', `${folder}/`, ...flags],
      env,
    );
    expect([code, folder]).toEqual([0, folder]);
    for (const secret of secrets) expect(stdout + stderr).not.toContain(secret.slice(3));
  }
  for (const root of [alacard.cwd, alacard.cacheDir]) {
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || path === tokenFile) continue;
      const text = readFileSync(path, 'latin1');
      for (const secret of secrets) expect(text.includes(secret.slice(3)), path).toBe(false);
    }
  }
});
