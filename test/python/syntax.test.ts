import { describe, expect, it } from 'vitest';
import { pinRevision } from '../../src/python/edits/pinned.ts';
import { findCalls, findStrings } from '../../src/python/names/calls.ts';
import { reportNames } from '../../src/python/names/names.ts';
import { isProgram, lineOf, parsePython } from '../../src/python/syntax/syntax.ts';

describe('parsePython', () => {
  it.each([
    ['x = 1\n  y = 2\n', 2, 'unexpected indent'],
    ['if a:\n    b\n  c\n', 3, 'unindent does not match any outer indentation level'],
    ['a\n\nx = "open\n', 3, 'unterminated string'],
    ['f(\n  1,\n', 1, "'(' was never closed"],
    ['a\nb c\n', 2, 'invalid syntax'],
    ['a = 1\nprint a\n', 2, "missing parentheses in call to 'print'"],
    ['a\r\n\r\nreturn\r\n', 3, "'return' is not allowed here"],
  ])('gives the line and the cause: %j', (code, line, message) => {
    expect(parsePython(code).problem).toEqual({ line, message });
  });

  it.each([
    '!pip install x\nimport x\n',
    '%pip install -q x \\\n  y\nimport x\n',
    'if a:\n    !ls -l | wc\n    %cd /tmp\nelse:\n    b\n',
    'files = !ls *.py\nx = %env HOME\nprint(files, x)\n',
    '%%time\nx = f(1)\n',
    '\n# a comment\n%%bash\nfor f in *; do echo "$f; done\n',
    '%time x = f(1)\nprint(x)\n',
    'print?\nprint.__doc__??\n?print\n',
    'x = 1 \\\n  % 2\n',
    'await load()\n',
    'a\r\nb = 1 \\\r\n  + 2\r\n',
  ])('accepts what IPython accepts: %j', (code) => {
    expect(parsePython(code).problem).toBeUndefined();
  });

  it.each(['x = 1\n%%bash\nls\n', 'x = !\n', 'What is this?\n', '% of all\n'])('refuses: %j', (code) => {
    expect(parsePython(code).problem).toBeDefined();
  });

  it('keeps the code and its offsets despite masking', () => {
    const code = 'a = !ls\nwith (b as c,\n      d as e): f("g")\n';
    const file = parsePython(code);
    expect(file.code).toBe(code);
    expect(findCalls(file).map(({ from, to, line }) => [code.slice(from, to), line])).toEqual([
      ['f("g")', 3],
    ]);
  });

  it('binds names in %time lines', () => {
    expect(reportNames(parsePython('%time x = f(1)\nx\n'))).toMatchObject({
      missing: [{ name: 'f', line: 1 }],
      defines: new Set(['x']),
    });
  });

  it('finds lines', () => {
    const file = parsePython('a\n\nb\n');
    expect([0, 1, 2, 3, 4, 5].map((offset) => lineOf(file, offset))).toEqual([1, 1, 2, 3, 3, 4]);
  });
});

describe('isProgram', () => {
  it.each([
    ['import a\n', true],
    ['x = 1\n', true],
    ['f()\n', true],
    ['x += 1\n', true],
    ['def f(): pass\n', true],
    ['%time f()\n', true],
    ['word\n', false],
    ['"text"\n', false],
    ['label: text\nother: more\n', false],
    ['{"a": [1, 2]}\n', false],
    ['a-b/c\n', false],
    ['1\n2.5\n', false],
    ['!pip install x\n', false],
    ['# comment\n', false],
    ['', false],
    ['not python\n', false],
  ])('%j: %s', (code, expected) => {
    expect(isProgram(parsePython(code))).toBe(expected);
  });
});

describe('hostile input', () => {
  const length = 150_000;
  const fill = (unit: string, before = '', after = '') =>
    before + unit.repeat(Math.floor(length / unit.length)) + after;
  const cases: [string, string][] = [
    ['open parentheses', '('.repeat(100_000)],
    ['balanced parentheses', '('.repeat(75_000) + ')'.repeat(75_000)],
    ['operators', fill('1+', 'x = ', '1')],
    ['not', fill('not ', 'x = ', '1')],
    ['negations just below the depth limit', `x = ${'not '.repeat(590)}1\n`],
    ['attributes', fill('.a', 'x')],
    ['calls', fill('()', 'x')],
    ['lambdas', fill('lambda:', 'x = ', '0')],
    ['conditional expressions', fill('a if b else ', 'x = ', 'c')],
    ['nested f-strings', fill('{f"')],
    ['format specifications', fill('{x:', 'f"')],
    ['unfinished escapes', fill('\\N{', 'f"""')],
    ['quotes', fill('"')],
    ['backslashes', fill('\\\n')],
    ['cell magics', fill('%%a\n', '%%time\n')],
    ['handlers', fill('except A:\n pass\n', 'try:\n pass\n')],
    ['arguments', fill('a,', 'f(', ')')],
    ['annotations', fill('a: b\n')],
    ['targets', fill('a=', '', '1')],
    ['spaces', fill(' ')],
    ['nested blocks', Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}if x:\n`).join('')],
    ['a megabyte and more', 'x = 1\n'.repeat(200_000)],
  ];
  it.each(cases)('survives %s', (_name, code) => {
    const file = parsePython(code);
    reportNames(file);
    findCalls(file);
    findStrings(file);
    isProgram(file);
    expect(pinRevision(file, 'a/b', []).code).toBe(code);
  });
});
