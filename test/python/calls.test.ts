import { describe, expect, it } from 'vitest';
import { findCalls, findStrings } from '../../src/python/names/calls.ts';
import { parsePython } from '../../src/python/syntax/syntax.ts';

const calls = (code: string) => findCalls(parsePython(code));

describe('findCalls', () => {
  it.each([
    ['f()', ['f']],
    ['a.b.c()', ['a.b.c']],
    ['"x".join(y)', ['?.join']],
    ['f(1).g.h()', ['?.g.h', 'f']],
    ['a[0].b()', ['?.b']],
    ['f()()', ['?', 'f']],
    ['(f)()', ['?']],
    ['f(g(h()))', ['f', 'g', 'h']],
    ['@a.b(1)\ndef f(): pass', ['a.b']],
    ['class A(B, metaclass=C): pass', []],
    ['x = f"{g(1)}"', ['g']],
  ])('names the callee: %j', (code, callees) => {
    expect(calls(code).map(({ callee }) => callee)).toEqual(callees);
  });

  it('reads arguments', () => {
    const code = 'f(a, "b", *c, d="e", # why\n  g=h + 1, **i,)';
    const [call] = calls(code);
    expect(
      call!.args.map(({ from, to, literalFrom, literalTo, ...rest }) => [code.slice(from, to), rest]),
    ).toEqual([
      ['a', { text: 'a' }],
      ['"b"', { text: '"b"', string: 'b' }],
      ['*c', { text: 'c', unpack: '*' }],
      ['d="e"', { keyword: 'd', text: '"e"', string: 'e' }],
      ['g=h + 1', { keyword: 'g', text: 'h + 1' }],
      ['**i', { text: 'i', unpack: '**' }],
    ]);
    expect(call).toMatchObject({ from: 0, to: code.length, line: 1, awaited: false, inFunction: false });
  });

  it('treats a bare generator as one argument', () => {
    expect(calls('f(x for x, y in z)')[0]!.args).toEqual([{ text: 'x for x, y in z', from: 2, to: 17 }]);
  });

  it('marks awaited calls and calls in functions', () => {
    const code = 'a()\nawait b()\ndef f(x=c()):\n    d()\nclass G:\n    e()\nlambda: h()\n';
    expect(calls(code).map(({ callee, awaited, inFunction }) => [callee, awaited, inFunction])).toEqual([
      ['a', false, false],
      ['b', true, false],
      ['c', false, false],
      ['d', false, true],
      ['e', false, false],
      ['h', false, true],
    ]);
  });

  it.each<[string, string | undefined]>([
    ['m = "id"\nf(m)', 'id'],
    ['m = n = ("i"\n  "d")\nf(m)', 'id'],
    ['m: str = "id"\nf(m)', 'id'],
    ['m = "id"\ndef g():\n    f(m)', 'id'],
    ['m = "id"\ndef g(m):\n    f(m)', undefined],
    ['m = "id"\ndef g(m):\n    pass\nf(m)', 'id'],
    ['m = "id"\n[f(m) for m in x]', undefined],
    ['m = "id"\nclass A:\n    m = 1\n    def g(self):\n        f(m)', 'id'],
    ['m = "id"\ndef g():\n    m = 1\n    f(m)', undefined],
    ['m = "id"\nm = "other"\nf(m)', undefined],
    ['m = "id"\nm += "x"\nf(m)', undefined],
    ['m = "id"\ndef g():\n    global m\n    m = 1\nf(m)', undefined],
    ['m = f"id{x}"\nf(m)', undefined],
    ['m = b"id"\nf(m)', undefined],
    ['m, n = "id", 1\nf(m)', undefined],
    ['f(f"id")', 'id'],
    ['f(r"a\\b")', 'a\\b'],
    ['f("a" + "b")', undefined],
    ['f(unknown)', undefined],
  ])('follows a name that is bound once: %j', (code, expected) => {
    expect(calls(code).find(({ callee }) => callee === 'f')!.args[0]!.string).toBe(expected);
  });

  it('gives the offsets of the literal', () => {
    const code = 'm = "id"\nf(m)';
    const [arg] = calls(code)[0]!.args;
    expect(code.slice(arg!.literalFrom, arg!.literalTo)).toBe('"id"');
  });
});

describe('findStrings', () => {
  it('distinguishes the kinds', () => {
    const code = '"""doc"""\nx = ["a", b"b", f"c{d}", f"e", "f" f"{g}"]\ndef h():\n    "doc too"\nf"{y}"\n';
    expect(findStrings(parsePython(code)).map(({ value, kind, line }) => [value, kind, line])).toEqual([
      ['doc', 'docstring', 1],
      ['a', 'plain', 2],
      ['b', 'bytes', 2],
      ['c{d}', 'f', 2],
      ['e', 'plain', 2],
      ['f{g}', 'f', 2],
      ['doc too', 'docstring', 4],
      ['{y}', 'f', 5],
    ]);
  });

  it('finds strings in replacement fields', () => {
    expect(findStrings(parsePython('f"{a[\'k\']}{{}}"')).map(({ value }) => value)).toEqual([
      "{a['k']}{}",
      'k',
    ]);
  });
});
