import { describe, expect, it } from 'vitest';
import { reportNames } from '../../src/python/names/names.ts';
import { parsePython } from '../../src/python/syntax/syntax.ts';

const report = (code: string) => reportNames(parsePython(code));

describe('reportNames', () => {
  it('reads imports in every form and place', () => {
    const code = [
      'import a, b.c as d',
      'from e.f import (g, h as i,)',
      'from ..j import k',
      'from . import l',
      'def f():',
      '    import m',
      'from n import *',
    ].join('\n');
    expect(report(code).imports).toEqual([
      { module: 'a', names: [], line: 1, guarded: false },
      { module: 'b.c', names: [], line: 1, guarded: false },
      { module: 'e.f', names: ['g', 'h'], line: 2, guarded: false },
      { module: '..j', names: ['k'], line: 3, guarded: false },
      { module: '.', names: ['l'], line: 4, guarded: false },
      { module: 'm', names: [], line: 6, guarded: false },
      { module: 'n', names: ['*'], line: 7, guarded: false },
    ]);
  });

  it.each([
    ['try:\n    import a\nexcept ImportError:\n    import b\n', { a: true, b: false }],
    ['try:\n    import a\nexcept (ModuleNotFoundError, OSError) as e:\n    pass\n', { a: true }],
    ['try:\n    import a\nexcept:\n    pass\nelse:\n    import b\n', { a: true, b: false }],
    ['try:\n    import a\nexcept ValueError:\n    pass\n', { a: false }],
    ['try:\n    import a\nfinally:\n    pass\n', { a: false }],
    ['if TYPE_CHECKING:\n    import a\nelse:\n    import b\n', { a: true, b: false }],
    ['if typing.TYPE_CHECKING:\n    import a\nimport b\n', { a: true, b: false }],
    ['try:\n    def f():\n        import a\nexcept ImportError:\n    pass\n', { a: true }],
  ])('finds the imports that the block can run without: %j', (code, expected) => {
    const { imports } = report(code);
    expect(Object.fromEntries(imports.map(({ module, guarded }) => [module, guarded]))).toEqual(expected);
  });

  it('lists the names bound at the end of the module', () => {
    const code = [
      'import a.b, c as d',
      'e, (f, *g) = h = []',
      'def i(j): k = 1',
      'class l:',
      '    m = 1',
      'for n in []: pass',
      'with o as p: pass',
      'q: int',
      'r = 1; del r',
      '[s for s in []]',
      '(t := 1)',
      'def u():',
      '    global v',
      '    v = 1',
    ].join('\n');
    expect([...report(code).defines].sort()).toEqual('a d e f g h i l n p t u v'.split(' '));
  });

  it('lists each missing name once, with the line of its first use', () => {
    expect(report('def f():\n    return late, b\na = b\nlate = c\n').missing).toEqual([
      { name: 'b', line: 2 },
      { name: 'c', line: 4 },
    ]);
  });

  it('reports a star import, which may bind missing names', () => {
    expect(report('from a import *\nb\n')).toMatchObject({ missing: [], hasStarImport: true });
    expect(report('b\n')).toMatchObject({ missing: [{ name: 'b', line: 1 }], hasStarImport: false });
  });

  it('reports nothing for invalid Python', () => {
    expect(report('import a b\n')).toEqual({
      imports: [],
      defines: new Set(),
      missing: [],
      hasStarImport: false,
    });
  });
});
