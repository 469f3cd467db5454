/** A block as it was written into a generated card. */
export interface WrittenBlock {
  startLine: number;
  /** Lines of the file that contain the code, each with the prefix of the containers around it. */
  prefix: string;
  code: string[];
}

export interface GeneratedCard {
  text: string;
  blocks: WrittenBlock[];
}

const CODE_LINES = [
  'x = 1',
  'import x',
  '',
  '    y = 2',
  '\tz = 3',
  '# a comment',
  '## more',
  '> quoted',
  '>>> prompt',
  '- item',
  '1. item',
  '<!-- no comment -->',
  '<div>',
  '</pre>',
  '---',
  '===',
  '| a | b |',
  '|---|---|',
  '***',
  '`a` and ``b``',
  '"""',
  '&lt;',
  '[a]: b',
  'é 名 🙂',
];
const FENCES = ['```', '~~~', '````', '~~~~~', '``````'];
const LABELS = ['python', 'Python', '', 'sh', 'py title="a"', '{.python}', 'verilog'];
const BETWEEN = [
  ['text', 'that *goes* on'],
  ['<!--', '```python', 'hidden', '```', '-->'],
  ['<div align="center">', '', '<b>html</b>', '', '</div>'],
  ['|a|b|', '|-|-|', '|`x`|y|'],
  ['***'],
  ['- a list', '- of two'],
  ['> a quote', 'that goes on lazily'],
  ['[a]: https://a.example "t"'],
  [],
];
const FRONT = [[], ['---', 'license: mit', '---'], ['---', 'tags:', '- a', '', '- b', '---', '']];

/** Mulberry32, a seeded random number generator. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** A card of fences in lists, quotes and HTML, written line by line, so that each line's number is known. */
export function generateCard(seed: number): GeneratedCard {
  const random = createRandom(seed);
  const pick = <T>(values: readonly T[]): T => values[random(values.length)]!;
  const lines: string[] = [...pick(FRONT)];
  const blocks: WrittenBlock[] = [];

  const open = (prefix: string): string => {
    const blank = () => lines.push(prefix.trimEnd());
    blank();
    switch (random(6)) {
      case 0:
        lines.push(`${prefix}- item`);
        blank();
        return `${prefix}  `;
      case 1:
        lines.push(`${prefix}10) item`);
        return `${prefix}    `;
      case 2:
        lines.push(`${prefix}> quote`);
        return `${prefix}> `;
      case 3:
        if (prefix !== '') return prefix;
        lines.push('*\titem');
        blank();
        return '\t';
      case 4:
        lines.push(`${prefix}<details>`, `${prefix}<summary>more</summary>`);
        if (random(2) === 0) blank();
        return prefix;
      default:
        return prefix;
    }
  };

  for (let count = 1 + random(6); count > 0; count--) {
    lines.push(`## part ${count}`, '', ...pick(BETWEEN), '');
    let prefix = '';
    for (let depth = random(4); depth > 0; depth--) prefix = open(prefix);
    const marks = pick(FENCES);
    lines.push(`${prefix}${marks}${pick(LABELS)}`);
    const code = ['a = 0', ...Array.from({ length: random(8) }, () => pick(CODE_LINES)), 'b = 1'];
    blocks.push({ startLine: lines.length + 1, prefix, code });
    lines.push(
      ...code.map((line) => (line === '' ? prefix.trimEnd() : prefix + line)),
      `${prefix}${marks}`,
      '',
    );
  }
  const text = (random(4) === 0 ? '\uFEFF' : '') + lines.join(pick(['\n', '\n', '\r\n']));
  return { text, blocks };
}
