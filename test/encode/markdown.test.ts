import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { codeFence, escapeMarkdown, inlineCode, markdownLink } from '../../src/encode/markdown-text.ts';

const HOSTILE: [string, string][] = [
  ['](javascript:alert(1))', '](javascript:alert(1))'],
  ['[x](javascript:alert(1))', '[x](javascript:alert(1))'],
  ['![x](https://tracker.example/a.png)', '![x](https://tracker.example/a.png)'],
  ['<script>alert(1)</script>', '<script>alert(1)</script>'],
  ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ['a | b || c', 'a | b || c'],
  ['`code` and ``more``', '`code` and ``more``'],
  ['**bold** _em_ ~~gone~~ __x__', '**bold** _em_ ~~gone~~ __x__'],
  ['# not a heading', '# not a heading'],
  ['- no list', '- no list'],
  ['+++', '+++'],
  ['1. no list', '1. no list'],
  ['12) no list', '12) no list'],
  ['> no quote', '> no quote'],
  ['=== setext', '=== setext'],
  ['--- rule', '--- rule'],
  ['line\nbreak\r\n\r\nparagraph', 'line break paragraph'],
  ['    indented', 'indented'],
  ['AT&T &amp; &#60;b&#62;', 'AT&T &amp; &#60;b&#62;'],
  ['back\\slash \\* \\', 'back\\slash \\* \\'],
  ['$x^2$ and $$y$$', '$x^2$ and $$y$$'],
  [
    'https://evil.example www.evil.example me@evil.example',
    'https://evil.example www.evil.example me@evil.example',
  ],
  ['\u202egnp.exe\u0000\x1b[31m\ud800', 'gnp.exe[31m'],
  ['[a]: https://x.example "t"', '[a]: https://x.example "t"'],
  ['Qwen2.5-7B_Instruct (v1.0)!', 'Qwen2.5-7B_Instruct (v1.0)!'],
];

function textOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/&amp;/g, '&')
    .trim();
}

function elements(html: string): string[] {
  const names = [...html.matchAll(/<([a-z0-9]+)/g)].map((match) => match[1]!);
  return [...new Set(names)].filter((name) => name !== 'span').sort();
}

describe('escapeMarkdown', () => {
  it.each(HOSTILE)('renders %j literally in a paragraph', (text, shown) => {
    const html = marked.parse(escapeMarkdown(text), { async: false });
    expect(textOf(html)).toBe(shown);
    expect(elements(html)).toEqual(['p']);
  });

  it.each(HOSTILE)('renders %j literally in a heading', (text, shown) => {
    const html = marked.parse(`## ${escapeMarkdown(text)}\n`, { async: false });
    expect(textOf(html)).toBe(shown);
    expect(elements(html)).toEqual(['h2']);
  });

  it.each(HOSTILE)('renders %j literally in a table cell', (text, shown) => {
    const html = marked.parse(`| a | b |\n|---|---|\n| ${escapeMarkdown(text)} | end |\n`, { async: false });
    const cells = [...html.matchAll(/<td>(.*?)<\/td>/gs)].map((match) => textOf(match[1]!));
    expect(cells).toEqual([shown, 'end']);
    expect(elements(html)).toEqual(['table', 'tbody', 'td', 'th', 'thead', 'tr']);
  });

  it('keeps dollar signs from pairing up', () => {
    expect(escapeMarkdown('$a$')).toBe('<span>&#36;</span>a<span>&#36;</span>');
  });
});

describe('markdownLink', () => {
  it.each([
    ['card', 'https://huggingface.co/a/b', '[card](https://huggingface.co/a/b)'],
    ['a]b', 'http://h.example/(x) y', '[a\\]b](http://h.example/%28x%29%20y)'],
    ['pipe', 'https://h.example/a|b?q=`$`', '[pipe](https://h.example/a%7Cb?q=%60%24%60)'],
    ['js', 'javascript:alert(1)', 'js'],
    ['js', ' JaVaScRiPt:alert(1)', 'js'],
    ['js', 'java\nscript:alert(1)', 'js'],
    ['data', 'data:text/html,<script>', 'data'],
    ['file', 'file:///etc/passwd', 'file'],
    ['user', 'https://hub@evil.example/', 'user'],
    ['relative', '/a/b', 'relative'],
    ['', 'https://h.example/', ''],
  ])('%j to %j', (text, url, markdown) => {
    expect(markdownLink(text, url)).toBe(markdown);
  });
});

describe('inlineCode', () => {
  it.each([
    ['abc', '`abc`'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['a\nb', '`a b`'],
    ['', ''],
    ['<b>', '`<b>`'],
  ])('writes %j', (text, markdown) => {
    expect(inlineCode(text)).toBe(markdown);
  });

  it('keeps a pipe within its table cell', () => {
    const html = marked.parse(`| a | b |\n|-|-|\n| ${inlineCode('x | `*y*` <i>')} | end |\n`, {
      async: false,
    });
    const cells = [...html.matchAll(/<td>(.*?)<\/td>/gs)].map((match) => textOf(match[1]!));
    expect(cells).toEqual(['x | `*y*` <i>', 'end']);
  });
});

describe('codeFence', () => {
  it.each([
    ['x = 1', 'python', '```python\nx = 1\n```'],
    ['```\nend', 'md', '````md\n```\nend\n````'],
    ['a ```` b', 'C++', '`````C++\na ```` b\n`````'],
    ['x', 'py onclick=1', '```\nx\n```'],
    ['x', '{code-cell}', '```\nx\n```'],
    ['a\r\nb\x1b\u202e\n\n', 'sh', '```sh\na\nb\n```'],
    ['\tx\u2028y', '', '```\n\tx\ny\n```'],
  ])('%j as %j', (code, language, markdown) => {
    expect(codeFence(code, language)).toBe(markdown);
  });
});
