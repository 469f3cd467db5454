import { describe, expect, it } from 'vitest';
import { parseCard } from './parse-card.ts';

/** Language, first and last line, code. */
type Expected = [language: string, startLine: number, endLine: number, code: string];

const lines = (...entries: string[]) => entries.join('\n');

const CASES: [name: string, card: string, blocks: Expected[]][] = [
  [
    'a fence',
    lines('text', '', '```python', 'x = 1', '', 'y = 2', '```', 'text'),
    [['python', 4, 6, 'x = 1\n\ny = 2']],
  ],
  ['no label', lines('```', 'x = 1', '```'), [['', 2, 2, 'x = 1']]],
  ['tildes, backticks inside', lines('~~~py', '```', 'x', '~~~'), [['py', 2, 3, '```\nx']]],
  [
    'four backticks around three',
    lines('````python', 's = """', '```', '"""', '````'),
    [['python', 2, 4, 's = """\n```\n"""']],
  ],
  [
    'six backticks around four',
    lines('``````text', '````', 'x', '````', '``````'),
    [['text', 2, 4, '````\nx\n````']],
  ],
  ['a longer closing fence', lines('```py', 'x', '`````', 'after'), [['py', 2, 2, 'x']]],
  ['blank lines at its ends', lines('```py', '', 'x', '', '```'), [['py', 3, 3, 'x']]],
  ['empty', lines('```python', '```', '', '```py', '   ', '```'), []],
  [
    'two without a blank line',
    lines('```py', 'x', '```', '```sh', 'ls', '```'),
    [
      ['py', 2, 2, 'x'],
      ['sh', 5, 5, 'ls'],
    ],
  ],
  ['right after a table', lines('|a|b|', '|-|-|', '|x|y|', '```py', 'x', '```'), [['py', 5, 5, 'x']]],

  [
    'in a list item',
    lines('1. one', '', '   ```python', '   if x:', '       y', '   ```', '2. two'),
    [['python', 4, 5, 'if x:\n    y']],
  ],
  [
    'in a list item, four columns',
    lines('- one', '', '    ```python', '    x', '    ```'),
    [['python', 4, 4, 'x']],
  ],
  [
    'begins a list item',
    lines('- ```python', '  x = 1', '  ```', '- ```python', '  y = 1', '  ```'),
    [
      ['python', 2, 2, 'x = 1'],
      ['python', 5, 5, 'y = 1'],
    ],
  ],
  [
    'in a nested list',
    lines('- a', '  - b', '    1. c', '', '       ```py', '       x', '', '       y', '       ```'),
    [['py', 6, 8, 'x\n\ny']],
  ],
  [
    'between list items, at the margin',
    lines('1. a', '```py', 'x', '```', '2. b', '```py', 'y', '```'),
    [
      ['py', 3, 3, 'x'],
      ['py', 7, 7, 'y'],
    ],
  ],
  ['in a list, indented too little', lines('1. a', '  ```py', '  x', '  ```', '2. b'), [['py', 3, 3, 'x']]],
  [
    'in a list, its code at the margin',
    lines('1. a', '   ```py', 'import x', 'x.y()', '   ```', '', 'text', '', '```py', 'z', '```'),
    [
      ['py', 3, 4, 'import x\nx.y()'],
      ['py', 10, 10, 'z'],
    ],
  ],
  [
    'in a list, closed at the margin',
    lines('- a', '', '  ```py', '  x', '```', '', 'text'),
    [['py', 4, 4, 'x']],
  ],
  [
    'in a list by tabs',
    lines('-\ta', '', '\t```py', '\tif x:', '\t\ty', '\t```'),
    [['py', 4, 5, 'if x:\n\ty']],
  ],
  [
    'in a list after many blank lines',
    lines('* a', '', '', '', '  ```py', '  x', '  ```'),
    [['py', 6, 6, 'x']],
  ],
  [
    'in a quote',
    lines('> text', '> ```py', '> x = 1', '>', '> y = 1', '> ```', 'text'),
    [['py', 3, 5, 'x = 1\n\ny = 1']],
  ],
  ['in a quote without spaces', lines('>```py', '>if x:', '>    y', '>```'), [['py', 2, 3, 'if x:\n   y']]],
  ['in a quote in a quote', lines('> > ```py', '> > x', '> > ```'), [['py', 2, 2, 'x']]],
  ['in a list in a quote', lines('> 1. a', '>    ```py', '>    x', '>    ```'), [['py', 3, 3, 'x']]],
  ['in a quote in a list', lines('- a', '  > ```py', '  > x', '  > ```'), [['py', 3, 3, 'x']]],
  [
    'in a note that a quote makes',
    lines('> [!TIP]', '> text', '> ```py', '> x', '> ```'),
    [['py', 4, 4, 'x']],
  ],
  ['unclosed in a quote ends with it', lines('> ```py', '> x', '', 'text'), [['py', 2, 2, 'x']]],

  [
    'in details',
    lines('<details>', '<summary>s</summary>', '', '```py', 'x', '```', '', '</details>'),
    [['py', 5, 5, 'x']],
  ],
  [
    'in details without blank lines',
    lines('<details>', '<summary>s</summary>', '```py', 'x', '```', '</details>'),
    [['py', 4, 4, 'x']],
  ],
  [
    'in details, blank line in the code',
    lines('<details>', '```py', 'x', '', 'y', '```', '</details>', '', '```py', 'z', '```'),
    [
      ['py', 3, 5, 'x\n\ny'],
      ['py', 10, 10, 'z'],
    ],
  ],
  [
    'in details, indented',
    lines('<details>', '  <summary>s</summary>', '', '  ```py', '  if x:', '    y', '  ```', '</details>'),
    [['py', 5, 6, 'if x:\n  y']],
  ],
  [
    'in details, an unknown label',
    lines('<details>', '```verilog', 'x', '```', '</details>'),
    [['verilog', 3, 3, 'x']],
  ],
  [
    'in a quote, tabs in the code',
    lines('> ```py', '> if x:', '> \ty', '>\tz', '> ```'),
    [['py', 2, 4, 'if x:\n\ty\n  z']],
  ],
  ['in a paragraph tag', lines('<p>', '', '```py', 'x', '```', '</p>'), [['py', 4, 4, 'x']]],

  [
    'indented by eight',
    lines('text', '', '        ```py', '        x', '        ```', 'text'),
    [['py', 4, 4, 'x']],
  ],
  [
    'indented by eight, right under text',
    lines('text', '        ```py', '        x', '        ```', 'text'),
    [['py', 3, 3, 'x']],
  ],
  ['indented by a tab', lines('text', '', '\t```py', '\tx', '\t```'), [['py', 4, 4, 'x']]],
  [
    'closing fence indented too far',
    lines('```py', 'x', '      ```', '', 'text', '', '```py', 'y', '```'),
    [
      ['py', 2, 2, 'x'],
      ['py', 8, 8, 'y'],
    ],
  ],
  [
    'closing fence after the code',
    lines('```py', 'x = 1', 'y = 2```', '', 'text', '', '```py', 'z', '```'),
    [
      ['py', 2, 3, 'x = 1\ny = 2'],
      ['py', 8, 8, 'z'],
    ],
  ],
  ['unclosed', lines('```py', 'x', '', 'y'), [['py', 2, 4, 'x\n\ny']]],
  [
    'unclosed before another',
    lines('```py', 'x', '', '```py', 'y', '```'),
    [
      ['py', 2, 2, 'x'],
      ['py', 5, 5, 'y'],
    ],
  ],
  [
    'nested in Markdown',
    lines('```markdown', '# t', '```python', 'x', '```', '```', '', 'text', '', '```py', 'y', '```'),
    [
      ['markdown', 2, 5, '# t\n```python\nx\n```'],
      ['py', 11, 11, 'y'],
    ],
  ],
  [
    'nested in Markdown that is not closed',
    lines('```markdown', '# t', '```python', 'x', '```', 'text'),
    [
      ['markdown', 2, 2, '# t'],
      ['python', 4, 4, 'x'],
    ],
  ],

  [
    'code on the fence line',
    lines('```python import x', 'x.y()', '```'),
    [['python', 1, 2, 'import x\nx.y()']],
  ],
  [
    'code in place of a label',
    lines('```from x import y', 'y()', '```'),
    [['', 1, 2, 'from x import y\ny()']],
  ],
  [
    'a prompt in place of a label',
    lines('```>>> x = 1', '>>> x', '1', '```'),
    [['', 1, 3, '>>> x = 1\n>>> x\n1']],
  ],
  [
    'inline backticks like an opener',
    lines('Use ```x``` and', '```y``` there', '', '```py', 'z', '```'),
    [['py', 5, 5, 'z']],
  ],
  ['one line of backticks', lines('```pip install x```', '', '```py', 'z', '```'), [['py', 4, 4, 'z']]],
  ['two backticks', lines('``', 'x', '``'), []],
  [
    'a wrong label',
    lines('```verilog', 'import x', '```', '```pythopn', 'x', '```'),
    [
      ['verilog', 2, 2, 'import x'],
      ['pythopn', 5, 5, 'x'],
    ],
  ],
  ['CRLF', '# t\r\n\r\n```py\r\nx\r\n\r\ny\r\n```\r\n', [['py', 4, 6, 'x\n\ny']]],
  ['doubled CRs', '# t\r\r\n\r\r\n```py\r\r\nx\r\r\n```\r\r\n', [['py', 4, 4, 'x']]],
  ['lone CRs only', '# t\r\r```py\rx\r```\r', [['py', 4, 4, 'x']]],
  ['a lone CR among LFs is not a line of the file', 'a\rb\n\n```py\nx\n```\n', [['py', 4, 4, 'x']]],
  ['a byte order mark', '\uFEFF```py\nx\n```', [['py', 2, 2, 'x']]],
];

describe('fences', () => {
  it.each(CASES)('%s', (_, card, expected) => {
    const { blocks, warnings } = parseCard(card);
    expect(blocks.map((block) => [block.language, block.startLine, block.endLine, block.code])).toEqual(
      expected,
    );
    expect(blocks.every(({ kind }) => kind === 'fence')).toBe(true);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['```py\nx\n```', true],
    ['```py\nx\ny```', true],
    ['```py\nx', false],
    ['```py\nx\n```py\ny\n```', false],
    ['> ```py\n> x\n\ny', false],
  ])('%j is closed: %s', (card, closed) => {
    expect(parseCard(card).blocks[0]!.closed).toBe(closed);
  });
});

describe('labels', () => {
  it.each([
    ['python', 'python'],
    ['Python', 'python'],
    ['  PYTHON  ', 'python'],
    ['\u00a0python', 'python'],
    ['python title="a.py"', 'python'],
    ['python {1,3}', 'python'],
    ['python{1,3}', 'python'],
    ['python:a.py', 'python'],
    ['python,ignore', 'python'],
    ['python<br>', 'python'],
    ['{.python .numberLines}', 'python'],
    ['{#id .python}', 'python'],
    ['{python, echo=FALSE}', 'python'],
    ['{code-block} python', 'python'],
    ['{code-cell}', ''],
    ['{code-cell} ipython3', 'ipython3'],
    ['.python', 'python'],
    ['c++', 'c++'],
    ['shell-session', 'shell-session'],
    ['=====', '===='],
    ['{', ''],
    ['title="a"', 'title="a"'],
  ])('%j', (info, language) => {
    const [block] = parseCard(`\`\`\`${info}\nx\n\`\`\``).blocks;
    expect(block).toMatchObject({ language, info: info.trim(), code: 'x' });
  });
});

describe('indented code', () => {
  it.each<[string, string, Expected[]]>([
    [
      'after a paragraph',
      lines('text', '', '    x', '', '    if y:', '        z', '', 'text'),
      [['', 3, 6, 'x\n\nif y:\n    z']],
    ],
    ['by a tab', lines('text', '', '\tx', '\t\ty', 'text'), [['', 3, 4, 'x\n\ty']]],
    ['under a heading', lines('# t', '    x'), [['', 2, 2, 'x']]],
    ['in a list item', lines('- a', '', '      x'), [['', 3, 3, 'x']]],
    ['right under text it is text', lines('text', '    x'), []],
    [
      'ends where a fence begins',
      lines('text', '', '    x', '    ```py', '    y', '    ```'),
      [
        ['', 3, 3, 'x'],
        ['py', 5, 5, 'y'],
      ],
    ],
  ])('%s', (_, card, expected) => {
    const { blocks } = parseCard(card);
    expect(blocks.map((block) => [block.language, block.startLine, block.endLine, block.code])).toEqual(
      expected,
    );
    expect(blocks[0]?.kind ?? 'indented').toBe('indented');
  });
});

describe('here-documents', () => {
  const shell = (...entries: string[]) => lines('```bash', ...entries, '```');
  it.each<[string, string, Expected[]]>([
    [
      'fed to Python',
      shell('pip install x', "python - <<'EOF'", 'import x', '', 'x.y()', 'EOF', 'ls'),
      [['python', 4, 6, 'import x\n\nx.y()']],
    ],
    ['fed to python3.11, quoted', shell('python3.11 <<"PY"', 'x', 'PY'), [['python', 3, 3, 'x']]],
    ['written to a file', shell('cat > a.py <<EOF', 'x', 'EOF', 'python a.py'), [['python', 3, 3, 'x']]],
    ['written by tee', shell('cat <<EOF | tee a.py', 'x', 'EOF'), [['python', 3, 3, 'x']]],
    ['with its tabs taken off', shell('python <<-EOF', '\tx', '\tEOF'), [['python', 3, 3, 'x']]],
    ['another program', shell('cat > a.json <<EOF', '{}', 'EOF'), []],
    ['never ended', shell('python <<EOF', 'x', 'y'), [['python', 3, 4, 'x\ny']]],
    ['empty', shell('python <<EOF', 'EOF'), []],
    ['a shift in Python', lines('```python', 'x = 1 <<y', '```'), []],
  ])('%s', (_, card, expected) => {
    const found = parseCard(card).blocks.filter(({ kind }) => kind === 'heredoc');
    expect(found.map((block) => [block.language, block.startLine, block.endLine, block.code])).toEqual(
      expected,
    );
  });
});
