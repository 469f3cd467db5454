import { describe, expect, it } from 'vitest';
import { cleanTranscript } from '../../src/python/shell/transcript.ts';
import { startCpuClock } from '../cpu-time.ts';

const CASES: [string, string, string][] = [
  ['one prompt', '>>> x = 1', 'x = 1'],
  ['output dropped', ">>> pipe('a')\n[{'label': 'POS'}]\n>>> y = 2", "pipe('a')\ny = 2"],
  ['continuation', '>>> for i in x:\n...     print(i)\n...\n1\n2', 'for i in x:\n    print(i)'],
  ['missing space', '>>>x = 1\n>>>for i in x:\n...  print(i)', 'x = 1\nfor i in x:\n print(i)'],
  ['indented', '    >>> a = 1\n    >>> if a:\n    ...     b = 2\n    3', 'a = 1\nif a:\n    b = 2'],
  ['code above', 'import torch\n\n>>> x = 1\n>>> x\n1', 'import torch\n\nx = 1\nx'],
  [
    'open bracket without dots',
    '>>> f(\n        a=1,\n        b=2,\n    )\n3',
    'f(\n        a=1,\n        b=2,\n    )',
  ],
  ['open string without dots', '>>> s = """a\nb\n"""\n>>> t = 1', 's = """a\nb\n"""\nt = 1'],
  ['block without dots', '>>> for i in x:\n        print(i)\n1', 'for i in x:\n        print(i)'],
  ['backslash', '>>> a = 1 + \\\n    2\n3', 'a = 1 + \\\n    2'],
  [
    'traceback',
    '>>> f()\nTraceback (most recent call last):\n  File "<stdin>", line 1\nx = 3\n\nNameError: f\n>>> g()',
    'f()\n\ng()',
  ],
  ['plain code after a blank line', '>>> x = g()\n3\n\ny = x\nprint(y)', 'x = g()\n\ny = x\nprint(y)'],
  ['plain code among prompts', '>>> import a\nb = a.f()\n>>> b', 'import a\nb = a.f()\nb'],
  ['call of a bound name', '>>> p = f()\np("x")\n[1]', 'p = f()\np("x")'],
  ['output that looks like a call', '>>> x\ntensor([[1., 2.]])', 'x'],
  ['comment', '>>> # load\n>>> x = 1\n# done', '# load\nx = 1\n# done'],
  ['banner', 'Python 3.11.7 (main, Jan 1 2024) [GCC 12] on linux\n>>> x = 1', 'x = 1'],
  ['ellipsis argument', '>>> x[..., 0]\n1', 'x[..., 0]'],
  ['all dots', ">>> from a import b\n... import c\n... c.f(b)\n'x'", 'from a import b\nimport c\nc.f(b)'],
  [
    'prompt before outputs',
    "x = f()\nprint(x)\n>>> {'a': 1,\n 'b': 2}\n\ny = x\n>>> Label('b')",
    'x = f()\nprint(x)\n\ny = x',
  ],
  ['prompt after plain code', 'x = f()\n>>> x\n1', 'x = f()\nx'],
  ['ipython', 'In [1]: x = 1\n\nIn [2]: x\nOut[2]: 1', 'x = 1\n\nx'],
  [
    'ipython block',
    'In [12]: for i in x:\n    ...:     print(i)\n    ...:\n0\n1\n\nIn [13]: y',
    'for i in x:\n    print(i)\n\ny',
  ],
  ['ipython output of two lines', 'In [1]: f()\nOut[1]:\narray([1,\n       2])\nIn [2]: g()', 'f()\ng()'],
];

describe('cleanTranscript', () => {
  it.each(CASES)('%s', (_, code, expected) => {
    expect(cleanTranscript(code)).toEqual({ code: expected, changed: true });
  });

  it.each([
    ['plain', 'import torch\nx = 1\n'],
    ['ellipsis statement', 'def f():\n    ...\n'],
    ['ellipsis at top level', 'x = f()\n...\ny = 2\n'],
    ['docstring with an example', 'def f():\n    """\n    >>> f()\n    1\n    """\n    return 1\n'],
    ['conflict marker', '>>>>>>> main\nx = 1'],
    ['shift', 'x = (a\n  >> b)\n'],
    ['empty', ''],
    ['comments only', '# just\n# words\n'],
  ])('%s is unchanged', (_, code) => {
    expect(cleanTranscript(code)).toEqual({ code, changed: false });
  });

  it('keeps a last newline', () => {
    expect(cleanTranscript('>>> x\n1\n').code).toBe('x\n');
  });

  it('reads 20,000 lines in bounded time', () => {
    const cpuMs = startCpuClock();
    cleanTranscript('>>> f("\n'.repeat(10_000) + '... '.repeat(10_000));
    cleanTranscript(`>>> ${'('.repeat(100_000)}\n${'a = '.repeat(50_000)}`);
    expect(cpuMs()).toBeLessThan(2000);
  });
});
