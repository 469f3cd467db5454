import { describe, expect, it } from 'vitest';
import { startCpuClock } from '../cpu-time.ts';
import { parseCard } from './parse-card.ts';

const BODY = '\n# T\n\n```py\nx\n```\n';

describe('front matter', () => {
  it.each<[string, string, Record<string, unknown> | undefined]>([
    ['absent', 'text', undefined],
    ['empty file', '', undefined],
    ['empty', '---\n---\n', undefined],
    ['a key', '---\nlicense: mit\n---', { license: 'mit' }],
    [
      'lists and maps',
      '---\nlanguage:\n- en\n- de\nwidget:\n- text: a\n---',
      { language: ['en', 'de'], widget: [{ text: 'a' }] },
    ],
    ['list in one line', '---\ntags: [a, "b c"]\n---', { tags: ['a', 'b c'] }],
    ['Norwegian is no boolean', '---\nlanguage: no\nlicense: on\n---', { language: 'no', license: 'on' }],
    [
      'numbers',
      '---\na: 1\nb: 0.5\nc: true\nd: null\ne: 2024-01-02\n---',
      { a: 1, b: 0.5, c: true, d: null, e: '2024-01-02' },
    ],
    ['CRLF', '---\r\nlicense: mit\r\ntags:\r\n- a\r\n---\r\n', { license: 'mit', tags: ['a'] }],
    ['a byte order mark', '\uFEFF---\nlicense: mit\n---', { license: 'mit' }],
    ['blank lines before', '\n  \n---\nlicense: mit\n---', { license: 'mit' }],
    ['spaces after the dashes', '--- \nlicense: mit\n---  ', { license: 'mit' }],
    ['comments', '---\n# c\n\nlicense: mit # d\n---', { license: 'mit' }],
    ['indented', '---\n  license: mit\n  tags:\n  - a\n---', { license: 'mit', tags: ['a'] }],
    ['ended by dots', '---\nlicense: mit\n...', { license: 'mit' }],
    ['text block', '---\na: |\n  b\n  c\n---', { a: 'b\nc\n' }],
    ['duplicated keys', '---\nlicense: mit\nlicense: apache-2.0\n---', { license: 'apache-2.0' }],
    ['two blocks', '---\nlicense: mit\na: 1\n---\n\n---\na: 2\nb: 2\n---', { license: 'mit', a: 1, b: 2 }],
    ['a rule after it', '---\nlicense: mit\n---\n\n---\n\ntext\n\n---', { license: 'mit' }],
    ['a mapping in braces', '---\n{license: mit}\n---', { license: 'mit' }],
    ['quoted keys', '---\n"license": mit\n---', { license: 'mit' }],
    ['aliases', '---\na: &x [1]\nb: *x\n---', { a: [1], b: [1] }],
    [
      'model-index left out',
      '---\na: 1\nmodel-index:\n- name: n\n  results:\n  - x: 1\n\nb: 2\n---',
      { a: 1, b: 2 },
    ],
    ['broken model-index', '---\na: 1\nmodel-index:\n  - {[\n\t%\nb: 2\n---', { a: 1, b: 2 }],
    ['model-index alone', '---\nmodel-index: []\n---', undefined],
    ['dashes inside a value', '---\na: "--- b"\nc: d---\n---', { a: '--- b', c: 'd---' }],
  ])('%s', (_, head, frontMatter) => {
    const card = parseCard(`${head}\n${BODY}`);
    expect(card.frontMatter).toEqual(frontMatter);
    expect(card.warnings).toEqual([]);
    const before = head.split('\n').length;
    expect(card.blocks.at(-1)).toMatchObject({ code: 'x', startLine: before + 5, headings: ['T'] });
  });

  it.each([
    ['a rule, then text', '---\n\ntext\n\n---'],
    ['a rule, then a heading', '---\n# H\n\ntext\n\n---'],
    ['a rule alone', '---\n'],
    ['a list', '---\n- a\n- b\n---'],
  ])('no front matter: %s', (_, head) => {
    const card = parseCard(`${head}\n${BODY}`);
    expect(card.frontMatter).toBeUndefined();
    expect(card.blocks.at(-1)).toMatchObject({ code: 'x', startLine: head.split('\n').length + 5 });
  });

  it.each<[string, string, Record<string, unknown> | undefined, RegExp]>([
    ['a tab', '---\nlicense: mit\ntags:\n\t- a\n---', undefined, /not valid YAML \(line 4\)/],
    ['two colons', '---\na: 1\nb: c: d\n---', { a: 1 }, /not valid YAML \(line 3\)/],
    ['an open quote', '---\nlicense: mit\nb: "c\n---', { license: 'mit' }, /not valid YAML/],
    ['unclosed', '---\nlicense: mit\ntags:\n- a', { license: 'mit', tags: ['a'] }, /not closed/],
    ['unclosed before code', '---\nlicense: mit\n```sh\nls\n```\n---', { license: 'mit' }, /not closed/],
    ['unclosed before a heading', '---\nlicense: mit\n# H', { license: 'mit' }, /not closed/],
    [
      'broken in the second block',
      '---\na: 1\n---\n---\nb: 1\nc: d: e\n---',
      { a: 1, b: 1 },
      /not valid YAML \(line 6\)/,
    ],
  ])('warns instead of throwing: %s', (_, head, frontMatter, warning) => {
    const card = parseCard(`${head}\n${BODY}`);
    if (frontMatter !== undefined) expect(card.frontMatter).toMatchObject(frontMatter);
    expect(card.warnings).toEqual([expect.stringMatching(warning)]);
    expect(card.blocks.at(-1)).toMatchObject({ code: 'x', startLine: head.split('\n').length + 5 });
  });

  it.each(['__proto__', 'constructor', 'prototype'])('omits %s', (key) => {
    const { frontMatter } = parseCard(
      `---\n${key}: {polluted: 1}\na:\n  ${key}: {polluted: 1}\n  b: 1\n---\n`,
    );
    expect(frontMatter).toEqual({ a: { b: 1 } });
    expect(Object.getPrototypeOf(frontMatter)).toBe(Object.prototype);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it.each([
    [
      'aliases of aliases',
      `a: &a [x, x]\n${Array.from({ length: 26 }, (_, at) => `k${at}: &k${at} [${`*${at === 0 ? 'a' : `k${at - 1}`}, `.repeat(9)}x]`).join('\n')}`,
    ],
    ['aliases of themselves', `t:\n${'- x: &a [*a]\n'.repeat(1500)}`],
    ['an alias of itself, several times', 'a: &a [*a, *a, *a, *a, *a, *a, *a]'],
    ['a mapping that contains itself', 'a: &a {b: *a, c: *a, d: *a, e: *a, f: *a, g: *a, h: *a}'],
    ['brackets', `a: ${'['.repeat(50_000)}`],
    ['braces', `a: ${'{a: '.repeat(50_000)}`],
    ['closed brackets', `a: ${'['.repeat(5000)}${']'.repeat(5000)}`],
    ['dashes', `a:\n${'- '.repeat(50_000)}`],
    ['question marks', `a:\n${'? '.repeat(50_000)}`],
    ['anchors', `a:\n  ${'&a '.repeat(50_000)}`],
    ['tags', `a:\n  ${'!!a '.repeat(50_000)}`],
    ['size', `a: 1\n${'b: "some words"\n'.repeat(20_000)}`],
  ])('gives up on %s', (_, yaml) => {
    const cpuMs = startCpuClock();
    const card = parseCard(`---\n${yaml}\n---\n${BODY}`);
    expect(cpuMs()).toBeLessThan(5000);
    expect(card.frontMatter).toBeUndefined();
    expect(card.warnings).toHaveLength(1);
    expect(card.blocks).toHaveLength(1);
  });

  it('skips a megabyte of evaluation results', () => {
    const results = '  - task: t\n    value: 0.123456\n'.repeat(40_000);
    const card = parseCard(`---\nmodel-index:\n- name: n\n  results:\n${results}license: mit\n---\n${BODY}`);
    expect(card).toMatchObject({ frontMatter: { license: 'mit' }, warnings: [] });
    expect(card.blocks[0]!.startLine).toBe(80_011);
  });
});
