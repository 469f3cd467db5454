import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { CARD_TOKEN, OWNER_TOKEN, UNKNOWN_TOKEN } from '../../fixtures/fake-hub/tokens.ts';
import { createSandbox, type Finished, type Sandbox } from './run-alacard.ts';

const HOSTILE = fixtureModels.filter(({ id }) => id.startsWith('mallory/')).map(({ id }) => id);
/** Escapes, C1, bidi marks, BEL, CR, everything invisible but newlines and tabs. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const OWN_COLORS = /\u001b\[(?:1|2|22|31|32|33|36|39)m/g;
const ATTACK = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202egnp\r\u001b]52;c;eA==\u001b\\';

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

function expectPlain({ stdout, stderr }: Finished): void {
  expect(stdout).not.toMatch(CONTROLS);
  expect(stderr.replace(OWN_COLORS, '')).not.toMatch(CONTROLS);
}

describe('what the Hub says reaches no terminal as it is', () => {
  test.each([[[]], [['--dry-run']], [['--debug']], [['--json']]])('hostile models, %j', async (flags) => {
    const finished = await sandbox.run(['generate', ...HOSTILE, '-o', 'out/', ...flags], {
      FORCE_COLOR: flags.includes('--dry-run') ? '0' : '1',
    });
    expect(finished.code).toBe(0);
    expectPlain(finished);
  });

  test.each([
    [400, 5],
    [401, 3],
    [403, 4],
    [404, 3],
    [418, 5],
    [451, 4],
  ])('an error message with %i', async (status, exitCode) => {
    hub.setFault('/api/models/acorn-labs/tiny-poet', {
      kind: 'body',
      status,
      body: JSON.stringify({ error: `${ATTACK}Bearer abc ${UNKNOWN_TOKEN} said the Hub` }),
    });
    for (const flags of [[], ['--json'], ['--debug']]) {
      const finished = await sandbox.run(['generate', 'acorn-labs/tiny-poet', ...flags], {
        HF_TOKEN: UNKNOWN_TOKEN,
        FORCE_COLOR: flags.length === 0 ? '1' : '0',
      });
      expect(finished.code).toBe(exitCode);
      expectPlain(finished);
      expect(finished.stdout + finished.stderr).not.toContain('UUUUUUUU');
    }
  });

  test('what was typed is shown without its escapes', async () => {
    for (const args of [
      ['generate', `acorn-labs/${ATTACK}`],
      ['generate', 'acorn-labs/tiny-poet', '--revision', ATTACK],
      ['generate', 'acorn-labs/tiny-poet', '--format', ATTACK],
      ['generate', 'acorn-labs/tiny-poet', '-o', `${ATTACK}/{nope}`],
      ['generate', `./${ATTACK}`],
      [`--${ATTACK}`],
      [ATTACK],
    ]) {
      const finished = await sandbox.run(args);
      expect([2, 3]).toContain(finished.code);
      expectPlain(finished);
    }
  });
});

describe('ids and names leave no folder', () => {
  test.each([
    ['../x'],
    ['acorn-labs/../../x'],
    ['%2e%2e/x'],
    ['acorn-labs/%2e%2e'],
    ['a\\b'],
    ['C:x'],
    ['acorn-labs/a:b'],
    ['acorn labs/x'],
    ['-x/y'],
    ['acorn-labs/x?y=z'],
    ['acorn-labs/x#y'],
    ['a/b/c'],
    [`a/${'b'.repeat(240)}`],
    ['acorn-labs/"); import os'],
    ['acorn-labs/a..b'],
  ])('%s is refused, and nobody is asked', async (id) => {
    const asked = hub.requests.length;
    const { code, stdout, stderr } = await sandbox.run(['generate', '--', id]);
    expect([2, 3]).toContain(code);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error: .+\n(?:cause: .+\n)?hint: .+\n$/);
    expect(hub.requests.length).toBe(asked);
    expect(readdirSync(sandbox.cwd)).toEqual([]);
  });

  test.each(['CON', 'nul.', 'con.x', 'aux'])(
    'a model named %s gets a name that Windows takes',
    async (name) => {
      hub.addModel({ id: `mallory-names/${name}`, readme: '# x\n' });
      const { code, stdout } = await sandbox.run(['generate', `mallory-names/${name}`]);
      expect(code).toBe(0);
      expect(readdirSync(sandbox.cwd)).toEqual([stdout.trim()]);
      expect(stdout).toMatch(/^_?[A-Za-z.]+\.ipynb\n$/);
      expect(stdout).not.toMatch(/^(?:con|nul|aux)\./i);
    },
  );

  test.each([
    ['{task}.ipynb', '../../../../outside'],
    ['{task}.ipynb', '..'],
    ['{task}/{name}.ipynb', '..'],
    ['sub/{task}/{name}.ipynb', '/etc'],
    ['{task}.ipynb', 'a\\..\\..\\b'],
    ['{task}.ipynb', `CON\u0000${ATTACK}`],
    ['{task}.ipynb', 'x'.repeat(500)],
  ])('the task in -o %s can be %j', async (pattern, task) => {
    mkdirSync(join(sandbox.cwd, 'deep', 'er'), { recursive: true });
    hub.addModel({ id: 'mallory-names/tasked', readme: '# x\n', info: { pipeline_tag: task } });
    const finished = await sandbox.run([
      'generate',
      'mallory-names/tasked',
      '-o',
      join('deep', 'er', pattern),
    ]);
    expect([0, 2]).toContain(finished.code);
    expectPlain(finished);
    const outside = readdirSync(sandbox.cwd, { recursive: true, encoding: 'utf8' }).filter(
      (path) => !path.startsWith('deep'),
    );
    expect(outside).toEqual([]);
    expect(readdirSync(join(sandbox.cwd, 'deep'))).toEqual(['er']);
    expect(finished.code === 0 ? readdirSync(join(sandbox.cwd, 'deep', 'er')) : ['x']).toHaveLength(1);
  });

  test('a Hub that answers with another id than asked for names no file', async () => {
    const answer = { id: '../../evil', sha: 'a'.repeat(40), private: false, gated: false, tags: [] };
    hub.setFault('/api/models/acorn-labs/tiny-poet', { kind: 'body', body: JSON.stringify(answer) });
    const { code } = await sandbox.run(['generate', 'acorn-labs/tiny-poet', '-o', '{owner}/{name}.ipynb']);
    expect(code).toBe(5);
    expect(readdirSync(sandbox.cwd)).toEqual([]);
  });
});

test('tokens stay where they are', async () => {
  const secrets = [OWNER_TOKEN, CARD_TOKEN];
  const tokenFile = join(sandbox.cwd, 'token');
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
    const { code, stdout, stderr } = await sandbox.run(
      ['generate', ...ids, '-o', `${folder}/`, ...flags],
      env,
    );
    expect([code, folder]).toEqual([0, folder]);
    for (const secret of secrets) expect(stdout + stderr).not.toContain(secret.slice(3));
  }
  for (const root of [sandbox.cwd, sandbox.cacheDir]) {
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || path === tokenFile) continue;
      const text = readFileSync(path, 'latin1');
      for (const secret of secrets) expect(text.includes(secret.slice(3)), path).toBe(false);
    }
  }
});
