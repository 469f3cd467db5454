import { describe, expect, it } from 'vitest';
import { findSummary } from '../../src/card/summary.ts';

const A_MODEL = 'Acorn is a small language model for short poems.';

describe('findSummary', () => {
  it.each([
    ['the first paragraph', `# Acorn\n\n${A_MODEL}\n\nIt is old.`, A_MODEL],
    ['lines of one paragraph', 'Acorn is a small\nlanguage model for short poems.', A_MODEL],
    [
      'two sentences',
      'Acorn is a small language model. It was trained on short poems. It is free.',
      'Acorn is a small language model. It was trained on short poems.',
    ],
    ['one sentence if the second is long', `${A_MODEL} It ${'really '.repeat(40)}works.`, A_MODEL],
    [
      'links, emphasis, code and footnotes as text',
      '**Acorn** is a _small_ [language `model`](https://example.org/a_(b)) for [short][1] poems[^2].',
      A_MODEL,
    ],
    [
      'HTML as text',
      '<p align="center">Acorn is a <b>small</b> language model<br>for short poems.</p>',
      'Acorn is a small language model.',
    ],
    [
      'entities',
      'Acorn &amp; Oak are small language models for poems.',
      'Acorn & Oak are small language models for poems.',
    ],
    [
      'a final full stop',
      'A small language model for short poems',
      'A small language model for short poems.',
    ],
    [
      'abbreviations',
      'Acorn is a model for poems, e.g. Haiku, by A. Oak et al. at Acorn Inc. in Oslo.',
      'Acorn is a model for poems, e.g. Haiku, by A. Oak et al. at Acorn Inc. in Oslo.',
    ],
    [
      'a model on the Hub',
      'Fork of https://huggingface.co/acorn/oak with new weights.',
      'Fork of acorn/oak with new weights.',
    ],
    [
      'languages without spaces',
      '# 橡子\n\n橡子是一个用于写诗的小型语言模型。它是免费的。',
      '橡子是一个用于写诗的小型语言模型。它是免费的。'.slice(0, 17),
    ],
    ['a leading emoji', `🌰 ${A_MODEL}`, A_MODEL],
    ['text after a long list', `- a\n- b\n  c\n\n${A_MODEL}`, A_MODEL],
  ])('takes %s', (_name, card, summary) => {
    expect(findSummary(card)).toBe(summary);
  });

  it.each([
    ['badges', '[![License](https://img.shields.io/a.svg)](https://example.org/license) ![x](y.png)'],
    [
      'navigation',
      '[Paper](https://a.org) [Model weights](https://b.org) [Generated samples](https://c.org)',
    ],
    ['a language switch', 'English model card | Modèle en français | 中文模型'],
    ['a table', '| Model | Size of the model |\n|---|---|\n| Acorn is a model | 7 |'],
    ['an HTML table', '<table><tr><td>This is a language model for tables.</td></tr></table>'],
    ['a list', '- Acorn is a small language model.\n- It was trained on poems.'],
    ['a quote', '> Acorn is a small language model for poems.'],
    ['code', '```\nAcorn is a small language model.\n```\n\n    Acorn is an indented language model.'],
    ['a comment', '<!-- Provide a quick summary of what the model is/does. -->'],
    ['an unclosed comment', '<!-- Acorn'],
    ['an unfilled template', 'This is the model card of a transformers model: [More Information Needed]'],
    ['an automatic text', 'This model card has been automatically generated for a model on the Hub.'],
    ['a notice', '**Note:** this language model is deprecated, use another model.'],
    ['a dated notice', 'Update 01/16/24: the model was trained again on more data.'],
    ['a label', 'License: this model is released under the license of its base model.'],
    ['a request', 'Please cite our paper if you use this language model in your work.'],
    ['an introduction of code', 'The model can generate poems with the following:'],
    ['a sentence about a link', 'The weights of this model were released at https://example.org/weights.'],
    ['a sentence about what follows', 'The table below shows the language models that we offer.'],
    ['an unbalanced sentence', 'Acorn is a language model (see the paper for its training'],
    ['a short text', 'A language model.'],
    [
      'a heading',
      '# Acorn is a small language model for short poems\n\nAcorn is a second language model\n===',
    ],
    ['a section on usage', '## How to use\n\nAcorn is a small language model for short poems.'],
    ['a section on training', '## Training data\n\nThe model was trained on a large set of short poems.'],
    ['code in prose', 'Acorn is a language model: load_model(name) returns it as a Python object.'],
    ['an endless sentence', `Acorn is a language model ${'and more '.repeat(60)}.`],
  ])('skips %s', (_name, text) => {
    expect(findSummary(text)).toBeUndefined();
    expect(findSummary(`${text.includes('<!-- Acorn') ? '' : `${text}\n\n`}## About\n\n${A_MODEL}`)).toBe(
      A_MODEL,
    );
  });

  it.each([
    ['a script', `Acorn is a <script>alert(1)</script>language model.`],
    ['a link', 'Acorn is a [language model](javascript:alert(1)).'],
    ['a nested image', 'Acorn is a [![x](data:a,b)](https://evil.example)language model.'],
    ['bidirectional marks', 'Acorn is \u202ea \u200blanguage model.'],
  ])('keeps only the text of %s', (_name, card) => {
    expect(findSummary(card)).toBe('Acorn is a language model.');
  });

  it('has at most one line', () => {
    expect(findSummary('Acorn is a\u2028language\u0085model\r\nfor short poems.')).toBe(
      'Acorn is a language model for short poems.',
    );
  });
});
