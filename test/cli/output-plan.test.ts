import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ModelArgument } from '../../src/cli/arguments/model-argument.ts';
import { finalPath, knownPath, planOutput } from '../../src/cli/commands/generate/output-plan.ts';

const SHA = '607a30d783dfa663caf39e06633721c8d4cfcd7e';
let cwd = '';
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'alacard-plan-'));
  mkdirSync(join(cwd, 'existing'));
});
afterAll(() => rmSync(cwd, { recursive: true }));

const hubModel = (id: string): ModelArgument => ({ kind: 'hub', text: id, id });
const localModel = (path: string): ModelArgument => ({ kind: 'local', text: path, path });
const plan = (output?: string, extra: object = {}) => planOutput(output, { cwd, modelCount: 1, ...extra });

test.each<[string | undefined, object, object]>([
  [undefined, {}, { kind: 'folder', folder: '', format: 'ipynb' }],
  [undefined, { format: 'py' }, { kind: 'folder', folder: '', format: 'py' }],
  ['-', {}, { kind: 'stdout', format: 'ipynb' }],
  ['-', { format: 'md' }, { kind: 'stdout', format: 'md' }],
  ['x.ipynb', {}, { kind: 'file', path: 'x.ipynb', format: 'ipynb' }],
  ['x.py', {}, { kind: 'file', path: 'x.py', format: 'py' }],
  ['deep/x.md', {}, { kind: 'file', path: 'deep/x.md', format: 'md' }],
  ['x.txt', {}, { kind: 'file', path: 'x.txt', format: 'ipynb' }],
  ['x.txt', { format: 'md' }, { kind: 'file', path: 'x.txt', format: 'md' }],
  ['no-ending', {}, { kind: 'file', path: 'no-ending', format: 'ipynb' }],
  ['new/', {}, { kind: 'folder', folder: 'new/', format: 'ipynb' }],
  ['existing', {}, { kind: 'folder', folder: 'existing', format: 'ipynb' }],
  ['.', {}, { kind: 'folder', folder: '.', format: 'ipynb' }],
  [
    '{owner}/{name}@{sha7}.ipynb',
    {},
    { kind: 'pattern', pattern: '{owner}/{name}@{sha7}.ipynb', format: 'ipynb' },
  ],
  ['{name}.py', {}, { kind: 'pattern', pattern: '{name}.py', format: 'py' }],
  ['{owner}/', {}, { kind: 'pattern', pattern: '{owner}/{name}.{ext}', format: 'ipynb' }],
  ['{owner}/{name}', { format: 'py' }, { kind: 'pattern', pattern: '{owner}/{name}.{ext}', format: 'py' }],
  ['{name}.{ext}', { format: 'md' }, { kind: 'pattern', pattern: '{name}.{ext}', format: 'md' }],
])('%s with %j', (output, extra, expected) => {
  expect(plan(output, extra)).toEqual(expected);
});

describe('refuses', () => {
  test.each<[string, string, object, RegExp]>([
    ['one file for several', 'x.ipynb', { modelCount: 2 }, /cannot write 2 notebooks to one file, "x.ipynb"/],
    ['standard output for several', '-', { modelCount: 3 }, /cannot write 3 notebooks to standard output/],
    ['a document within a document', '-', { json: true }, /--json and --output -/],
    [
      'an ending that is not the format',
      'x.py',
      { format: 'md' },
      /--format md does not match --output "x.py"/,
    ],
    ['an unknown placeholder', '{nmae}.ipynb', {}, /\{nmae\}/],
    ['an empty placeholder', '{}.ipynb', {}, /\{\}/],
    ['NUL', 'a\u0000b', {}, /control characters/],
    ['a line break', 'a\nb', {}, /control characters/],
  ])('%s', (_name, output, extra, message) => {
    expect(() => plan(output, extra)).toThrow(message);
  });
});

const notebook = { modelId: 'openai-community/gpt2', sha: SHA, task: 'text-generation' };

test.each<[output: string | undefined, typed: string, known: string | undefined, final: string]>([
  [undefined, 'openai-community/gpt2', 'gpt2.ipynb', 'gpt2.ipynb'],
  [undefined, 'gpt2', 'gpt2.ipynb', 'gpt2.ipynb'],
  // Renamed on the Hub: the file is named after the requested id.
  [undefined, 'old-owner/old-name', 'old-name.ipynb', 'old-name.ipynb'],
  ['out/', 'openai-community/gpt2', join('out', 'gpt2.ipynb'), join('out', 'gpt2.ipynb')],
  ['existing', 'openai-community/gpt2', join('existing', 'gpt2.ipynb'), join('existing', 'gpt2.ipynb')],
  ['my.ipynb', 'openai-community/gpt2', 'my.ipynb', 'my.ipynb'],
  [
    '{owner}/{name}.ipynb',
    'openai-community/gpt2',
    'openai-community/gpt2.ipynb',
    'openai-community/gpt2.ipynb',
  ],
  ['{owner}/{name}.ipynb', 'gpt2', undefined, 'openai-community/gpt2.ipynb'],
  ['{name}@{sha7}.ipynb', 'openai-community/gpt2', undefined, 'gpt2@607a30d.ipynb'],
  ['{task}/{name}-{sha}.{ext}', 'a/b', undefined, `text-generation/b-${SHA}.ipynb`],
  ['../{name}.ipynb', 'a/b', '../b.ipynb', '../b.ipynb'],
])('%s for %s', (output, typed, known, final) => {
  expect(knownPath(plan(output), hubModel(typed))).toBe(known);
  expect(finalPath(plan(output), hubModel(typed), notebook)).toBe(final);
});

test('a local model is named by --id, or once its card is read', () => {
  expect(knownPath(plan(), localModel('./x'))).toBeUndefined();
  expect(finalPath(plan(), localModel('./x'), { modelId: 'me/real-name' })).toBe('real-name.ipynb');
  expect(knownPath(plan(), { kind: 'local', text: './x', path: './x', id: 'me/y' })).toBe('y.ipynb');
});

test('unknown values have a placeholder', () => {
  expect(finalPath(plan('{task}/{name}@{sha7}.ipynb'), hubModel('a/b'), { modelId: 'a/b' })).toBe(
    'no-task/b@unpinned.ipynb',
  );
});

test.each([
  '../../etc/passwd',
  '..',
  '../..',
  'CON',
  'a\\..\\..\\b',
  'x\u0000y',
  `${'n'.repeat(240)}`,
  '...',
])('an id of %j stays in its folder', (name) => {
  for (const output of [undefined, 'out/', 'out/{owner}/{name}.ipynb', 'out/{name}']) {
    const path = finalPath(plan(output), localModel('./x'), { modelId: `${name}/${name}`, sha: SHA })!;
    expect(path).not.toMatch(/(^|[\\/])\.\.([\\/]|$)|^[\\/]|\u0000/);
    expect(Math.max(...path.split('/').map((part) => part.length))).toBeLessThan(256);
  }
});

test.each(['{owner}/../../{name}.ipynb', '{owner}/../..', 'out/{name}/../../../x.ipynb'])(
  '%s is refused',
  (output) => {
    expect(() => finalPath(plan(output), hubModel('a/b'), notebook)).toThrow(/points outside its folder/);
  },
);
