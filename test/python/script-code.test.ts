import { expect, test } from 'vitest';
import { toScriptCode } from '../../src/python/script/script-code.ts';

test.each<[string, source: string, code: string, requirements?: string[]]>([
  ['leaves Python unchanged', 'x = 1\nprint(x)', 'x = 1\nprint(x)'],
  ['displays the last value', 'x = 1\nx  # shown', 'x = 1\ndisplay(x)  # shown'],
  ['displays a value over several lines', 'f(\n  1)', 'display(f(\n  1))'],
  ['displays no value that ends in a semicolon', 'x;', 'x;'],
  ['displays no result of what shows something itself', 'plt.show()', 'plt.show()'],
  ['displays no value inside a block', 'for x in y:\n    x', 'for x in y:\n    x'],
  [
    'turns cell 2 into requirements',
    'A = 1\n\n%pip install -q "torch>=2,<3" "a[b]"\n# Not installed: c',
    'A = 1\n\n\n# Not installed: c',
    ['torch>=2,<3', 'a[b]'],
  ],
  ['turns other install lines into requirements', '!pip install -U a "b>=2"', '', ['a', 'b>=2']],
  [
    'keeps a block complete without its install line',
    'if x:\n    !pip install a',
    'if x:\n    pass  # installed by the header of this script',
    ['a'],
  ],
  [
    'comments out an install line that a header cannot list',
    '!pip install git+https://x.example/y',
    '# Only in a notebook: !pip install git+https://x.example/y',
  ],
  ['runs a shell line', '!wget a \\\n  -O "b"', 'subprocess.run(\'wget a    -O "b"\', shell=True)'],
  [
    'reads the output of a shell line',
    'x = !ls\nprint(x)',
    'x = subprocess.run("ls", shell=True, capture_output=True, text=True).stdout.splitlines()\nprint(x)',
  ],
  ['comments out a shell line with Python in it', '!echo {x}', '# Only in a notebook: !echo {x}'],
  ['sets a variable', '%env A=b c', 'os.environ["A"] = "b c"'],
  ['changes the folder', '%cd /tmp/a', 'os.chdir("/tmp/a")'],
  ['times nothing', '%%time\n%time y = 2\ny', '# Only in a notebook: %%time\ny = 2\ndisplay(y)'],
  [
    'comments out other magics',
    '%matplotlib inline\nx = 1',
    '# Only in a notebook: %matplotlib inline\nx = 1',
  ],
  ['keeps a block complete without its magic', 'if x:\n  %who', 'if x:\n  pass  # Only in a notebook: %who'],
  ['comments out help', 'model.eval?', '# Only in a notebook: model.eval?'],
  ['assigns an empty list for a magic', 'x = %pwd', 'x = []  # Only in a notebook: %pwd'],
  ['leaves strings unchanged', 'x = """\n!ls\n%cd /\n"""', 'x = """\n!ls\n%cd /\n"""'],
  [
    'adds no second header',
    '# /// script\n# dependencies = ["x"]\n# ///\nx = 1',
    '## /// script\n# dependencies = ["x"]\n# ///\nx = 1',
  ],
  ['keeps functions that wait', 'async def f():\n    await g()', 'async def f():\n    await g()'],
])('%s', (_name, source, code, requirements = []) => {
  expect(toScriptCode(source)).toEqual({ code, requirements });
});

test.each<[string, source: string, reason: string]>([
  ['waits at the top level', 'await f()', 'it waits outside a function'],
  ['waits in a loop', 'async for x in y:\n    print(x)', 'it waits outside a function'],
  ['uses IPython', 'get_ipython().system("ls")', 'it uses IPython itself'],
  ['is for a shell', '%%bash\nrm -rf x', 'it is not Python'],
  ['has a syntax error', 'f(', "it is not valid Python ('(' was never closed)"],
])('a cell that %s becomes a comment', (_name, source, reason) => {
  const { code, requirements } = toScriptCode(source);
  const [first, ...rest] = code.split('\n');
  expect(first).toBe(`# This cell runs only in a notebook, because ${reason}`);
  expect(rest).toEqual(source.split('\n').map((line) => `# ${line}`));
  expect(requirements).toEqual([]);
});
