/** Hostile text of about `length` characters, one function per kind. */
export type Family = (length: number) => string;

const fill = (unit: string, length: number) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
const list = (length: number, item: (at: number) => string, separator = '\n') => {
  const items: string[] = [];
  for (let at = 0, size = 0; size < length; at++) {
    const text = item(at);
    items.push(text);
    size += text.length + separator.length;
  }
  return items.join(separator);
};

const CHARACTERS = [
  ...' \t\n\r\f\u00a0\u3000\u2028\u200b#*_`~><[]()!|\\-=+:;$%&"\',.?/@{}^0a安',
  '\r\n',
  '\u{1f600}',
  '\u001b[1m',
];
const PAIRS = [
  'a ',
  'a\n',
  ' \n',
  '\t\n',
  'a**b',
  '[a](',
  '![',
  '](',
  '`a',
  '~~a',
  '<a',
  '</',
  '&#',
  '"a',
  "'a",
  '#!',
  '$(',
  '${',
  '{{',
  '%%',
  '\\\n',
  '||',
  '|-',
  '- ',
  '> ',
  '1. ',
  '>>>',
  'a.',
  'a(',
  'a=',
  'a/',
  '# a\n',
  'hf_',
  'a\\',
];

/** Text for a paragraph, a code block, a cell or an output. */
export const TEXTS: Record<string, Family> = {
  ...Object.fromEntries(
    [...CHARACTERS, ...PAIRS].map((unit) => [JSON.stringify(unit), (length: number) => fill(unit, length)]),
  ),
  'tables of short rows': (length) => `|a|b|\n|-|-|\n${fill('|x|y|\n', length)}`,
  'nested lists': (length) => list(length, (at) => `${'  '.repeat(at % 60)}- a`),
  'nested quotes': (length) => fill(`${'> '.repeat(20)}a\n`, length),
  'HTML comments': (length) => fill('<!-- a -->\n', length),
  'open HTML': (length) => fill('<div>\n\n', length),
  'links with titles': (length) => fill('[a](b "c") ', length),
  'model ids': (length) => fill('acorn/poet-x ', length),
  'escaped quotes': (length) => fill('x = "\\"" \'\\\'\'\n', length),
  'triple quotes': (length) => fill('"""a\n', length),
  'quotes in assignments': (length) => `A=x\n${fill('\tA="\tA=\tA="\tA=', length)}`,
  'nested calls': (length) => fill('f(', length),
  'closed brackets': (length) => `${fill('(', length / 2)}${fill(')', length / 2)}`,
  'long expression': (length) => `x = ${fill('1 + ', length)}1`,
  'one long line': (length) => fill('1,', length),
  'install lines': (length) => fill('!pip install transformers evil\n', length),
  'commented install lines': (length) => fill('# pip install evil\n', length),
  'different packages': (length) => list(length, (at) => `!pip install evil${at}`),
  'shell pipes': (length) => `!${fill('curl x | ', length)}`,
  'shell lines': (length) => fill('!curl -s x | tee y\n', length),
  prompts: (length) => fill('>>> f(x)\n1\n', length),
  'numbered prompts': (length) => fill('In [1]: f(x)\nOut[1]: 3\n', length),
  calls: (length) => fill('print(pipe("x"))\n', length),
  'different names': (length) => list(length, (at) => `a${at} = b${at}(${at})`),
  'different imports': (length) => list(length, (at) => `import mod${at}`),
  branches: (length) => `if x:\n  y\n${fill('elif x:\n  y\n', length)}`,
  functions: (length) => list(length, (at) => `def f${at}(a, b=1):\n  return f${at + 1}(a)`),
  'continued lines': (length) => `x = 1 + \\\n${fill('1 + \\\n', length)}1`,
  secrets: (length) => fill(`hf_${'a'.repeat(30)} `, length),
};

const fence = (code: string, label = 'python') => `\`\`\`${label}\n${code}\n\`\`\`\n`;
const blocks = (length: number, code: (at: number) => string) => list(length, (at) => fence(code(at)), '');

/** Model cards of many parts. */
export const CARDS: Record<string, Family> = {
  'blocks that miss a name': (length) => blocks(length, () => 'print(model(x))'),
  'blocks that miss different names': (length) => blocks(length, (at) => `print(m${at}(1))`),
  'blocks that miss many names': (length) => blocks(length, (at) => list(2_000, (n) => `print(m${at}x${n})`)),
  'blocks that need each other': (length) => blocks(length, (at) => `a${at + 1} = a${at}\nprint(a${at})`),
  'blocks that import unknown modules': (length) =>
    blocks(length, (at) => `import zz${at}\nm = zz${at}.from_pretrained("acorn/poet")\nprint(m)`),
  'blocks of install lines': (length) => list(length, (at) => fence(`pip install evil${at}`, 'sh'), ''),
  'blocks that load': (length) =>
    blocks(length, () => 'from transformers import pipeline\np = pipeline(model="a/b")'),
  downloads: (length) =>
    list(
      length,
      (at) => fence(`wget https://x.example/a${at}.png`, 'sh') + fence(`print(open("a${at}.png"))`),
      '',
    ),
  'headings and blocks': (length) =>
    list(length, (at) => `${'#'.repeat(1 + (at % 6))} h${at}\n${fence(`x${at}()`)}`),
  'indented blocks': (length) => fill('a\n\n    x = 1\n    print(x)\n\n', length),
  'open fences': (length) => fill('```python\nx\n', length),
  'here-documents': (length) => fence(fill('python <<A\nx=1\nA\n', length), 'sh'),
  'lists in the front matter': (length) => `---\ntags:\n${fill('- a\n', length)}\n---\n`,
  'keys in the front matter': (length) => `---\n${list(length, (at) => `k${at}: v`)}\n---\n`,
  'brackets in the front matter': (length) => `---\na: ${fill('[', length)}\n---\n`,
};
