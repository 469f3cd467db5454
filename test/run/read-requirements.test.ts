import { expect, test } from 'vitest';
import { readRequirements } from '../../src/run/environment/read-requirements.ts';

const read = (source: string, type = 'code') => readRequirements([{ type, source }]);

test.each<[string, string, string[]]>([
  [
    'a quoted range',
    '%pip install -q "torch>=2,<3" "transformers>=5,<6"',
    ['torch>=2,<3', 'transformers>=5,<6'],
  ],
  ['a line of a shell', '!pip install -qU tqdm # progress', ['tqdm']],
  ['a magic without %', 'pip install tqdm', ['tqdm']],
  ['pip3, and a continued line', '!pip3 install \\\n  tqdm \\\n  six', ['six', 'tqdm']],
  [
    'extras and a marker',
    `%pip install "a[b,c]" 'd; python_version < "3.12"'`,
    ['a[b,c]', 'd; python_version < "3.12"'],
  ],
  [
    'addresses',
    '%pip install git+https://host/a.git "b @ https://host/b.whl"',
    ['b @ https://host/b.whl', 'git+https://host/a.git'],
  ],
  ['two lines with the same package', '%pip install a b\n%pip install a', ['a', 'b']],
  ['an indented line, which may be in an if', 'if colab:\n    %pip install a', []],
  ['a variable', '%pip install {name}', []],
  ['a shell variable', '!pip install $NAME', []],
  ['another index', '%pip install torch --index-url https://host/cpu', []],
  ['a requirements file', '%pip install -r requirements.txt', []],
  ['a folder', '%pip install .', []],
  ['a file', '%pip install a.whl', []],
  ['a file of another folder', '%pip install dist/a', []],
  ['an option in place of a package', '%pip install --target=/etc a', []],
  ['two commands', '!pip install a && rm -rf b', []],
  ['another command of pip', '%pip list', []],
  ['a comment', '# %pip install a', []],
  ['a string', 'print("%pip install a")', []],
])('reads %s', (_, source, expected) => {
  expect(read(source)).toEqual(expected);
});

test('reads code cells only', () => {
  expect(read('%pip install a', 'markdown')).toEqual([]);
});
