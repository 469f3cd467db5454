import { describe, expect, it } from 'vitest';
import {
  formatInstallArgument,
  formatRequirement,
  mergeRequirements,
  type Requirement,
  readRequirement,
} from '../../src/python/packages/requirements.ts';

// name, extras, sorted clauses and marker as `packaging.requirements.Requirement` of packaging 26.3 reads them, with
// the name and extras normalized by `packaging.utils.canonicalize_name`; null: it raises InvalidRequirement.
const FROM_PACKAGING: [string, [string, string[], string[], string | null] | 'url' | null][] = [
  ['torch', ['torch', [], [], null]],
  ['Torch', ['torch', [], [], null]],
  ['torch==2.1.0', ['torch', [], ['==2.1.0'], null]],
  ['torch == 2.1.0', ['torch', [], ['==2.1.0'], null]],
  ['transformers>=4.40,<5', ['transformers', [], ['<5', '>=4.40'], null]],
  ['transformers >= 4.40, < 5', ['transformers', [], ['<5', '>=4.40'], null]],
  ['transformers[torch]', ['transformers', ['torch'], [], null]],
  ['transformers[torch,sentencepiece]>=4', ['transformers', ['sentencepiece', 'torch'], ['>=4'], null]],
  ['transformers[ torch , vision ]', ['transformers', ['torch', 'vision'], [], null]],
  ['foo[]', ['foo', [], [], null]],
  ['foo (>=1.0)', ['foo', [], ['>=1.0'], null]],
  ['foo(>=1.0,<2)', ['foo', [], ['<2', '>=1.0'], null]],
  ['scikit_learn', ['scikit-learn', [], [], null]],
  ['ruamel.yaml', ['ruamel-yaml', [], [], null]],
  ['A.B_c--d', ['a-b-c-d', [], [], null]],
  ['foo~=1.4', ['foo', [], ['~=1.4'], null]],
  ['foo~=1', null],
  ['foo==1.*', ['foo', [], ['==1.*'], null]],
  ['foo!=1.5.*', ['foo', [], ['!=1.5.*'], null]],
  ['foo>=1.*', null],
  ['foo===1.0.dev-weird', ['foo', [], ['===1.0.dev-weird'], null]],
  ['foo==1!2.0', ['foo', [], ['==1!2.0'], null]],
  ['foo==1.0rc1', ['foo', [], ['==1.0rc1'], null]],
  ['foo==1.0-1', ['foo', [], ['==1.0-1'], null]],
  ['foo==1.0.post2.dev3', ['foo', [], ['==1.0.post2.dev3'], null]],
  ['foo==1.0+cu118', ['foo', [], ['==1.0+cu118'], null]],
  ['foo>=1.0+cu118', null],
  ['foo<2,!=1.5,>=1', ['foo', [], ['!=1.5', '<2', '>=1'], null]],
  ['foo>=1,', ['foo', [], ['>=1'], null]],
  ['foo>=', null],
  ['foo>1.0 <2', null],
  ['foo=1.0', null],
  ['foo=>1.0', null],
  ['foo 1.0', null],
  ['foo bar', null],
  ['-foo', null],
  ['foo-', null],
  ['_foo', null],
  ['foo.', null],
  ['1foo', ['1foo', [], [], null]],
  ['f', ['f', [], [], null]],
  ['é', null],
  ['foo;', null],
  ["foo; python_version < '3.12'", ['foo', [], [], 'python_version < "3.12"']],
  [
    'foo>=1; python_version < "3.12" and sys_platform == \'linux\'',
    ['foo', [], ['>=1'], 'python_version < "3.12" and sys_platform == "linux"'],
  ],
  [
    "foo; (python_version < '3' or os_name == 'nt') and extra == 'x'",
    ['foo', [], [], '(python_version < "3" or os_name == "nt") and extra == "x"'],
  ],
  ['foo; python_version', null],
  ['foo; python_version < 3.12', null],
  ["foo; evil_var == 'x'", null],
  ["foo; python_version in '3.10 3.11'", ['foo', [], [], 'python_version in "3.10 3.11"']],
  ["foo; python_version not in '3.10'", ['foo', [], [], 'python_version not in "3.10"']],
  ['foo @ https://example.org/x.whl', 'url'],
  ['foo@git+https://example.org/x', 'url'],
  ["foo;os.system('x')", null],
  ["foo; __import__('os')", null],
  ['foo,', null],
  ['foo[bar', null],
  ['foo]bar', null],
  ['foo[bar]]', null],
  ['foo[-x]', null],
  ['foo==v1.0', ['foo', [], ['==v1.0'], null]],
  ['foo==1.0.', null],
  ['foo==1..0', null],
  ['foo>=1.0\u0000', null],
  ['foo\nbar', null],
  ['foo>=1.0 --hash=sha256:aa', null],
  ['$(id)', null],
  ['`id`', null],
  ['foo&bar', null],
  ['foo|bar', null],
  ['foo==$(id)', null],
  ["foo==1.0'", null],
  ['foo=="1.0"', null],
  ['{foo}', null],
  ['<foo>', null],
];

describe('readRequirement', () => {
  it.each(FROM_PACKAGING)('%j', (text, expected) => {
    const read = readRequirement(text);
    if (expected === null || expected === 'url') {
      expect(read).toHaveProperty('reason');
      if (expected === 'url') expect(read).toEqual({ reason: 'installs from a URL' });
      return;
    }
    if ('reason' in read) throw new Error(read.reason);
    const { name, extras, specifier, marker } = read.requirement;
    const clauses = specifier === '' ? [] : specifier.split(',').sort();
    expect([name, extras, clauses, marker ?? null]).toEqual(expected);
  });

  // Stricter than packaging on purpose.
  it.each([
    ['foo_', 'not a package name'],
    ["foo; 'a' == 'b'", 'its marker is malformed'],
    ['foo===1.0|x', 'its version is malformed'],
    ['a'.repeat(101), 'its version is malformed'],
    ['a'.repeat(5000), 'not a package name'],
    ['./local', 'installs from a file or folder'],
    ['dist/x-1.0-py3-none-any.whl', 'installs from a file or folder'],
    ['git+https://example.org/x.git', 'installs from a URL'],
    ['https://example.org/x.tar.gz', 'installs from a URL'],
    ['', 'not a package name'],
    [`foo; ${'('.repeat(50)}python_version < '3'${')'.repeat(50)}`, 'its marker is malformed'],
  ])('refuses %j', (text, reason) => {
    const read = readRequirement(text);
    expect(read).toHaveProperty('reason');
    if (text !== 'foo_' && !text.startsWith('a')) expect(read).toEqual({ reason });
  });
});

const plain = (name: string, specifier = '', extras: string[] = []): Requirement => ({
  name,
  extras,
  specifier,
});

describe('formatting', () => {
  it.each<[Requirement, string, string]>([
    [plain('torch'), 'torch', 'torch'],
    [plain('torch', '==2.1.0'), 'torch==2.1.0', 'torch==2.1.0'],
    [plain('torch', '>=2,<3'), 'torch>=2,<3', '"torch>=2,<3"'],
    [plain('transformers', '', ['torch']), 'transformers[torch]', '"transformers[torch]"'],
    [
      { ...plain('foo', '>=1', ['a', 'b']), marker: 'python_version < "3.12"' },
      'foo[a,b]>=1; python_version < "3.12"',
      `"foo[a,b]>=1; python_version < '3.12'"`,
    ],
  ])('%j', (requirement, text, argument) => {
    expect(formatRequirement(requirement)).toBe(text);
    expect(formatInstallArgument(requirement)).toBe(argument);
  });
});

describe('mergeRequirements', () => {
  it("prefers the author's specifier to alacard's and merges extras", () => {
    const own = [plain('transformers', '>=5,<6'), plain('accelerate')];
    const author = [plain('transformers', '==4.40.0', ['torch']), plain('transformers', '', ['audio'])];
    expect(mergeRequirements(own, author).requirements).toEqual([
      plain('accelerate'),
      plain('transformers', '==4.40.0', ['audio', 'torch']),
    ]);
  });

  it('uses the last of two pins and says so', () => {
    const { requirements, notes } = mergeRequirements([], [plain('a', '==1'), plain('a', '==2')]);
    expect(requirements).toEqual([plain('a', '==2')]);
    expect(notes).toEqual(['the card requires both a==1 and a==2: the last one is used']);
  });

  it('keeps markers apart and does not depend on order', () => {
    const marked = { ...plain('b'), marker: 'python_version < "3.12"' };
    const forward = mergeRequirements([plain('b'), marked, plain('a')]).requirements;
    expect(mergeRequirements([plain('a'), marked, plain('b')]).requirements).toEqual(forward);
    expect(forward.map(formatRequirement)).toEqual(['a', 'b', 'b; python_version < "3.12"']);
  });
});
