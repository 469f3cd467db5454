import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ArgumentContext, isLocalPath } from '../../src/cli/arguments/model-argument.ts';
import { parseModelList } from '../../src/cli/commands/generate/model-list.ts';

const parseModelArguments = (texts: string[], context: ArgumentContext) =>
  parseModelList(
    texts.map((text) => ({ text, location: '' })),
    context,
  );

const context = { endpoint: 'https://huggingface.co', homeDir: '/home/someone' };
const SHA = '607a30d783dfa663caf39e06633721c8d4cfcd7e';

test.each([
  ['./x', true],
  ['../x', true],
  ['.', true],
  ['..', true],
  ['/models/x', true],
  ['~', true],
  ['~/x', true],
  ['x/README.md', true],
  ['README.md', true],
  ['readme.md', true],
  ['.\\x', true],
  ['..\\x', true],
  ['C:\\models\\x', true],
  ['c:/models/x', true],
  ['\\\\server\\share\\x', true],
  ['x\\README.md', true],
  ['owner/name', false],
  ['name', false],
  ['.hidden/x', false],
  ['owner/notREADME.md', false],
  ['owner/name@main', false],
  ['https://huggingface.co/a/b/blob/main/README.md', false],
  ['http://127.0.0.1:1/a/b', false],
])('%s is local: %s', (text, expected) => {
  expect(isLocalPath(text)).toBe(expected);
});

test.each([
  ['gpt2', { id: 'gpt2' }],
  ['owner/name', { id: 'owner/name' }],
  ['owner/name@v1.0', { id: 'owner/name', revision: 'v1.0' }],
  [`gpt2@${SHA}`, { id: 'gpt2', revision: SHA }],
  ['owner/name@refs/pr/3', { id: 'owner/name', revision: 'refs/pr/3' }],
  ['https://huggingface.co/owner/name', { id: 'owner/name' }],
  [`https://huggingface.co/owner/name/tree/${SHA}`, { id: 'owner/name', revision: SHA }],
  ['https://huggingface.co/owner/name/blob/dev/README.md', { id: 'owner/name', revision: 'dev' }],
  ['https://huggingface.co/gpt2', { id: 'gpt2' }],
])('%s is a model of the Hub', (text, expected) => {
  expect(parseModelArguments([text], context)).toEqual([{ kind: 'hub', text, ...expected }]);
});

test.each([
  ['./x', './x'],
  ['~/x', join('/home/someone', 'x')],
  ['README.md', 'README.md'],
  ['C:\\x', 'C:\\x'],
])('%s is a path', (text, path) => {
  expect(parseModelArguments([text], context)).toEqual([{ kind: 'local', text, path }]);
});

test('--revision and --id reach their models', () => {
  expect(parseModelArguments(['a/b', 'c/d'], { ...context, revision: 'dev' })).toMatchObject([
    { id: 'a/b', revision: 'dev' },
    { id: 'c/d', revision: 'dev' },
  ]);
  expect(parseModelArguments(['a/b@dev'], { ...context, revision: 'dev' })).toMatchObject([
    { revision: 'dev' },
  ]);
  expect(parseModelArguments(['./x'], { ...context, id: 'me/x' })).toMatchObject([
    { kind: 'local', id: 'me/x' },
  ]);
});

describe('refuses', () => {
  test.each<[string, string[], object, RegExp]>([
    [
      'two revisions',
      ['a/b@one'],
      { revision: 'two' },
      /"a\/b@one" and --revision two specify different revisions/,
    ],
    ['a revision of a folder', ['./x'], { revision: 'main' }, /--revision is only for models on the Hub/],
    ['--id of a Hub model', ['a/b'], { id: 'c/d' }, /--id is only for local folders/],
    ['--id of several', ['./a', './b'], { id: 'c/d' }, /--id cannot be used with several models/],
    ['an --id that is none', ['./a'], { id: '../../etc' }, /--id must be a model id/],
    ['a model id that is none', ['a/b/c'], {}, /a\/b\/c/],
    ['an injected id', ['a/b"; import os'], {}, /not a model id/],
    ['a home folder nobody knows', ['~/x'], { homeDir: undefined }, /home folder/],
  ])('%s', (_name, texts, extra, message) => {
    expect(() => parseModelArguments(texts, { ...context, ...extra })).toThrow(message);
  });
});
