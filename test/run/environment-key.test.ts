import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { environmentKey, type KeyInputs } from '../../src/run/environment/environment-key.ts';
import { hasOwnPipIndex } from '../../src/run/environment/index-settings.ts';

let homeDir: string;
beforeEach(() => {
  homeDir = mkdtempSync(join(tmpdir(), 'alacard-key-'));
  return () => rmSync(homeDir, { recursive: true, force: true });
});

const keyOf = (requirements: string[], inputs: Partial<KeyInputs> = {}) =>
  environmentKey(requirements, {
    python: { identity: 'cpython 3.12.1 /usr linux-x86_64' },
    installer: { name: 'pip' },
    env: {},
    homeDir,
    ...inputs,
  });
const write = (name: string, text: string) => {
  mkdirSync(dirname(join(homeDir, name)), { recursive: true });
  writeFileSync(join(homeDir, name), text);
};

describe('the key of an environment', () => {
  test.each<[string, string[], Partial<KeyInputs>]>([
    ['another package', ['b'], {}],
    ['another version of Python', ['a'], { python: { identity: 'cpython 3.12.2 /usr linux-x86_64' } }],
    ['another installer', ['a'], { installer: { name: 'uv' } }],
    ['the index of pip', ['a'], { env: { PIP_INDEX_URL: 'https://host' } }],
    ['another index of pip', ['a'], { env: { PIP_EXTRA_INDEX_URL: 'https://host' } }],
    ['the index of uv', ['a'], { env: { UV_INDEX_URL: 'https://host' } }],
    ['versions that may not be installed', ['a'], { env: { UV_EXCLUDE_NEWER: '2026-01-01' } }],
  ])('changes with %s', async (_, requirements, inputs) => {
    expect((await keyOf(requirements, inputs)).key).not.toBe((await keyOf(['a'])).key);
  });

  test.each(['.config/pip/pip.conf', '.pip/pip.conf', '.config/uv/uv.toml'])(
    'changes with the content of %s',
    async (name) => {
      const without = await keyOf(['a']);
      write(name, 'index-url = "https://host"');
      expect((await keyOf(['a'])).base).not.toBe(without.base);
    },
  );

  test('stays the same with settings that do not decide what is installed', async () => {
    const env = { PIP_CACHE_DIR: '/x', PIP_DEFAULT_TIMEOUT: '9', UV_OFFLINE: '1', UV_INDEX: '', HOME: '/y' };
    expect(await keyOf(['a'], { env })).toEqual(await keyOf(['a']));
  });

  test('has the same base for other packages', async () => {
    const [one, other] = [await keyOf(['a']), await keyOf(['a', 'b'])];
    expect(one.base).toBe(other.base);
    expect(one.key).not.toBe(other.key);
  });
});

test.each<[string, Record<string, string>, Record<string, string>, boolean]>([
  ['nothing', {}, {}, false],
  ['a variable of pip', { PIP_INDEX_URL: 'https://host' }, {}, true],
  ['variables of both', { PIP_INDEX_URL: 'https://host', UV_INDEX_URL: 'https://host' }, {}, false],
  ['a file of pip', {}, { '.config/pip/pip.conf': '[global]\nindex-url = https://host\n' }, true],
  ['a file of pip with other settings', {}, { '.config/pip/pip.conf': '[global]\ntimeout = 9\n' }, false],
  [
    'files of both',
    {},
    { '.pip/pip.conf': '[global]\nindex-url=https://host\n', '.config/uv/uv.toml': '[[index]]\nurl = "x"\n' },
    false,
  ],
])('only pip has an index with %s: %s', async (_, env, files, expected) => {
  for (const [name, text] of Object.entries(files)) write(name, text);
  expect(await hasOwnPipIndex(env, homeDir)).toBe(expected);
});
