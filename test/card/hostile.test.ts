import { describe, expect, it } from 'vitest';
import { measureCpuMs } from '../cpu-time.ts';
import { parseCard } from './parse-card.ts';

const MB = 1024 * 1024;
const BOUND_MS = 2000;

const fill = (unit: string, length = MB) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
const steps = (count: number, line: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n');

const FAMILIES: Record<string, () => string> = {
  '50,000 >': () => '>'.repeat(50_000),
  'a megabyte of >': () => fill('>'),
  'quotes of growing depth': () => steps(1400, (at) => `${'>'.repeat(at)} x`),
  'quotes ten deep on each line': () => fill(`${'> '.repeat(10)}x\n`),
  'quotes with lazy lines': () => `${'> '.repeat(10)}x\n${fill('y\n')}`,
  'open fences in quotes': () => fill('> ```\nx\n'),
  'emphasis a**b': () => fill('a**b'),
  'emphasis in a heading': () => `# ${fill('a**b')}`,
  'lists by indentation': () => steps(1000, (at) => `${'  '.repeat(at)}- x`),
  'lists by indentation, again and again': () => fill(`${steps(30, (at) => `${'  '.repeat(at)}- x`)}\n`),
  'lists by markers on a line': () => fill('* - + '),
  'lists ten deep on each line': () => fill(`${'- '.repeat(10)}x\n`),
  'a list item of a megabyte': () => `- x\n${fill('  y\n')}`,
  'a list item with lazy lines': () => `${'- '.repeat(10)}x\n${fill('y\n')}`,
  'lists and quotes in each other': () => fill('- > - > a\n'),
  'items without end': () => fill('- '),
  'list items': () => fill('- x\n'),
  'lists of one item': () => fill('1. a\n2) b\n'),
  '[': () => fill('['),
  '[a](b': () => fill('[a](b'),
  '<': () => fill('<'),
  '<a without end': () => fill('<a '),
  '`': () => fill('`'),
  'lines of `': () => fill('`\n'),
  '|': () => fill('|'),
  'a table': () => `|a|b|\n|-|-|\n${fill('|x|y|\n')}`,
  'a wide table': () => `${fill('|a', 300_000)}\n${fill('|-', 300_000)}\n${fill('|x', 300_000)}`,
  '*': () => fill('*'),
  _: () => fill('_ '),
  '#': () => fill('#'),
  headings: () => fill('# a\n'),
  'unclosed comments': () => fill('<!--\n\n'),
  'unclosed comments in text': () => fill('a <!-- b\n\n'),
  '<pre': () => fill('<pre'),
  'unclosed <pre>': () => fill('<pre>\n\n'),
  '<pre> of tags': () => `<pre>${fill('<a')}</pre>`,
  '<pre> of breaks': () => `<pre><br${fill(' ')}</pre>`,
  fences: () => fill('```python\nx\n```\n'),
  'unclosed fences': () => fill('```python\nx\n'),
  'fences of decreasing length': () => steps(1400, (at) => '`'.repeat(1403 - at)),
  'fences that end late': () => fill('~~~ a\nx~~~\n'),
  'Markdown in Markdown': () => fill('```md\n'),
  'fences in HTML': () => `<div>\n${fill('``` y\n~~~ z\n')}`,
  'here-documents': () => `\`\`\`sh\n${fill('python <<A\nx\nA\n')}`,
  '&#': () => `<pre>${fill('&#')}</pre>\n\n# ${fill('&#', 1000)}`,
  'link reference definitions': () => steps(100_000, (at) => `[a${at}]: b`),
  'definitions with open titles': () => fill('[a]: b "c\n'),
  'setext underlines': () => fill('a\n===\n'),
  'one line': () => fill('a'),
  '100,000 lines': () => 'a b c\n'.repeat(100_000),
  'empty lines': () => fill('\n'),
  'carriage returns': () => fill('\r'),
  'indented lines': () => fill('    x\n\n'),
  'NUL and lone surrogates': () => fill('\0\ud800'),
  'rules as front matter': () => fill('---\n'),
};

describe('hostile cards', () => {
  it.each(Object.entries(FAMILIES))('%s', (_, create) => {
    const text = create();
    let count = 0;
    expect(
      measureCpuMs(() => {
        count = parseCard(text).blocks.length;
      }),
    ).toBeLessThan(BOUND_MS);
    expect(count).toBeLessThanOrEqual(500);
  });

  it('keeps the code before the hostile part', () => {
    for (const unit of ['>', '- ', '[', '<', '* - + ', '&#']) {
      expect(parseCard(`# T\n\n\`\`\`py\nx\n\`\`\`\n\n${fill(unit)}`)).toMatchObject({
        blocks: [{ code: 'x', startLine: 4 }],
        warnings: [expect.stringContaining('very long')],
      });
    }
  });

  it('reads 50 MB in bounded memory', () => {
    const text = fill('text ``` > - *a*\n\n', 50 * MB);
    text.charCodeAt(0);
    const before = process.memoryUsage().rss;
    let warnings: string[] = [];
    expect(
      measureCpuMs(() => {
        warnings = parseCard(text).warnings;
      }),
    ).toBeLessThan(BOUND_MS);
    expect(warnings).toEqual([expect.stringContaining('very long')]);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * MB);
  });
});
