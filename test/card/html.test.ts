import { describe, expect, it } from 'vitest';
import { parseCard } from './parse-card.ts';

type Expected = [kind: string, language: string, startLine: number, endLine: number, code: string];

const lines = (...entries: string[]) => entries.join('\n');
const found = (card: string) =>
  parseCard(card).blocks.map((block) => [
    block.kind,
    block.language,
    block.startLine,
    block.endLine,
    block.code,
  ]);

describe('pre', () => {
  it.each<[string, string, Expected[]]>([
    [
      'with entities',
      lines(
        '<pre><code class="language-python">x = 1 &lt; 2',
        'y = &quot;a&#39;&#x27;&amp;amp;&nbsp;b&quot;',
        '</code></pre>',
      ),
      [['html', 'python', 1, 2, 'x = 1 < 2\ny = "a\'\'&amp; b"']],
    ],
    [
      'with blank lines',
      lines('<pre>', 'x', '', '', 'y', '</pre>', 'text'),
      [['html', '', 2, 5, 'x\n\n\ny']],
    ],
    [
      'in a div, with blank lines',
      lines('<div>', '', '<p>', '<pre lang="python">', 'x', '', 'y', '</pre>', '</div>'),
      [['html', 'python', 5, 7, 'x\n\ny']],
    ],
    [
      'with colored words',
      lines('<pre>', '<span class="k">import</span> <b>x</b>', 'x &gt; 1', '</pre>'),
      [['html', '', 2, 3, 'import x\nx > 1']],
    ],
    [
      'a comparison is no tag',
      lines('<pre>', 'if a < b and c > d: pass', '</pre>'),
      [['html', '', 2, 2, 'if a < b and c > d: pass']],
    ],
    [
      'label of a highlighter',
      lines('<div>', '<pre class="highlight-source-python">', 'x', '</pre>', '</div>'),
      [['html', 'python', 3, 3, 'x']],
    ],
    ['upper case', lines('<PRE>', 'x', '</PRE>'), [['html', '', 2, 2, 'x']]],
    [
      'two on a line',
      lines('<pre>x</pre><pre>y</pre>'),
      [
        ['html', '', 1, 1, 'x'],
        ['html', '', 1, 1, 'y'],
      ],
    ],
    ['another tag', lines('<prefix>', 'x', '</prefix>'), []],
    ['empty', lines('<pre>', '</pre>'), []],
    [
      'an unknown or wrong entity',
      lines('<pre>', '&foo; &#0; &#xD800; &#1114112; &', '</pre>'),
      [['html', '', 2, 2, '&foo; \uFFFD \uFFFD \uFFFD &']],
    ],
    ['in a quote', lines('> <pre>', '> x', '> </pre>'), [['html', '', 2, 2, 'x']]],
  ])('%s', (_, card, expected) => {
    expect(found(card)).toEqual(expected);
  });
});

describe('comments', () => {
  const after = (...entries: string[]) => lines(...entries, '', '```py', 'y', '```');
  it.each<[string, string, Expected[]]>([
    ['around a fence', after('<!--', '```py', 'x', '```', '-->'), [['fence', 'py', 8, 8, 'y']]],
    [
      'around a fence with blank lines',
      after('<!--', '', '```py', 'x', '', '```', '', '-->'),
      [['fence', 'py', 11, 11, 'y']],
    ],
    [
      'beginning in a paragraph',
      after('text <!-- hidden', '', '```py', 'x', '```', '', '--> text'),
      [['fence', 'py', 10, 10, 'y']],
    ],
    [
      'beginning under a paragraph',
      after('text', '<!--', '```py', 'x', '```', '-->'),
      [['fence', 'py', 9, 9, 'y']],
    ],
    [
      'in a div',
      after('<div>', '<!--', '```py', 'x', '```', '-->', '</div>'),
      [['fence', 'py', 10, 10, 'y']],
    ],
    [
      'begun after a tag',
      after('<div><!--', '', '```py', 'x', '```', '', '--></div>'),
      [['fence', 'py', 10, 10, 'y']],
    ],
    ['in a list', after('- a', '  <!--', '  ```py', '  x', '  ```', '  -->'), [['fence', 'py', 9, 9, 'y']]],
    ['in a quote', after('> <!--', '> ```py', '> x', '> ```', '> -->'), [['fence', 'py', 8, 8, 'y']]],
    ['on the lines of the fence', after('<!-- ```py', 'x', '``` -->'), [['fence', 'py', 6, 6, 'y']]],
    ['the opening fence only', after('<!-- ```py -->', 'x'), [['fence', 'py', 5, 5, 'y']]],
    ['around a pre', after('<!-- <pre>x</pre> -->'), [['fence', 'py', 4, 4, 'y']]],
    ['two on a line', after('<!-- a --> text <!-- b -->'), [['fence', 'py', 4, 4, 'y']]],
    [
      'empty',
      after('<!-->', '', '```py', 'x', '```'),
      [
        ['fence', 'py', 4, 4, 'x'],
        ['fence', 'py', 8, 8, 'y'],
      ],
    ],
    [
      'inside a fence is code',
      after('```html', '<!-- a', '```', '', 'text -->'),
      [
        ['fence', 'html', 2, 2, '<!-- a'],
        ['fence', 'py', 8, 8, 'y'],
      ],
    ],
    [
      'in inline code is none',
      after('Write `<!--` there', '', '```py', 'x', '```', '', 'and `-->` here'),
      [
        ['fence', 'py', 4, 4, 'x'],
        ['fence', 'py', 10, 10, 'y'],
      ],
    ],
    [
      'an arrow in a later fence ends none',
      after('a <!-- b', '', '```mermaid', 'a --> b', '```'),
      [
        ['fence', 'mermaid', 4, 4, 'a --> b'],
        ['fence', 'py', 8, 8, 'y'],
      ],
    ],
    ['never ended, in a paragraph', after('a <!-- b'), [['fence', 'py', 4, 4, 'y']]],
    ['never ended, on its own line', after('<!-- b'), []],
  ])('%s', (_, card, expected) => {
    expect(found(card)).toEqual(expected);
  });
});
