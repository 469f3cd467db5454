import { describe, expect, it } from 'vitest';
import { fillTemplate } from '../../src/example/template/fill-template.ts';
import { findTaskTemplate } from '../../src/example/template/usage-template.ts';

interface Case {
  task: string;
  library?: string;
  id?: string;
  language?: unknown;
  widget?: unknown[];
}

function fill({ task, library = 'transformers', id = 'owner/name', language, widget }: Case) {
  const traits = { id, task, library, chat: false, trustRemoteCode: false };
  const info = {
    id,
    ...(language !== undefined && { cardData: { language } }),
    ...(widget !== undefined && { widgetData: widget }),
  };
  const template = findTaskTemplate(traits);
  if (template === undefined) throw new Error(`no template for ${task}`);
  return fillTemplate(template, info, traits);
}

describe('the input text of a template', () => {
  it.each<[what: string, given: Case, line: string]>([
    ['English without a language', { task: 'text-classification' }, 'text = "The staff were'],
    ['the language of the card', { task: 'text-classification', language: 'fr' }, 'text = "Le personnel'],
    ['a language with a region', { task: 'text-generation', language: ['pt-BR'] }, 'text = "O faroleiro'],
    [
      'English where it is one of several',
      { task: 'fill-mask', language: ['de', 'en'] },
      'text = "The capital',
    ],
    ['English for an unknown language', { task: 'fill-mask', language: 'tlh' }, 'text = "The capital'],
    ['English for a name of Object', { task: 'fill-mask', language: 'constructor' }, 'text = "The capital'],
    ['English for nonsense', { task: 'fill-mask', language: { de: 1 } }, 'text = "The capital'],
    ['the first known of several', { task: 'fill-mask', language: ['xx', 'ja'] }, 'text = "フランス'],
    [
      'the first of a pair by name',
      { task: 'translation', id: 'o/opus-mt-de-en', language: ['en', 'de'] },
      'text = "Der Zug',
    ],
    [
      'English for a pair that begins with it',
      { task: 'translation', id: 'o/opus-mt-en-de', language: ['en', 'de'] },
      'text = "The train',
    ],
    [
      'English for a translator of many',
      { task: 'translation', language: ['de', 'en', 'fr', 'es'] },
      'text = "The train',
    ],
    [
      'the widget before the language',
      { task: 'text-classification', language: 'fr', widget: [{ text: 'Bof.' }] },
      'text = "Bof."',
    ],
    [
      'the widget that has all that is asked for',
      { task: 'question-answering', widget: [{ text: 'Who?' }, { text: 'Why?', context: 'Because.' }] },
      'question = "Why?"\ncontext = "Because."',
    ],
    [
      'a list of the widget',
      { task: 'sentence-similarity', library: 'sentence-transformers', widget: [{ sentences: ['a', 'b'] }] },
      'sentences = ["a", "b"]',
    ],
    [
      'no text of the widget where a list is wanted',
      { task: 'sentence-similarity', library: 'sentence-transformers', widget: [{ sentences: 'a' }] },
      'sentences = ["A puppy',
    ],
    ['no empty text', { task: 'fill-mask', widget: [{ text: ' ' }] }, 'text = "The capital'],
    ['no endless text', { task: 'fill-mask', widget: [{ text: 'x'.repeat(2001) }] }, 'text = "The capital'],
    [
      'a quote as a quote',
      { task: 'fill-mask', widget: [{ text: '"; import os' }] },
      `text = '"; import os'`,
    ],
  ])('takes %s', (_, given, line) => {
    const { code } = fill(given);
    expect(code).toContain(`\n${line}`);
    expect(code).not.toMatch(/# @(?:widget|fetch)/);
  });
});

describe('the file of a widget example', () => {
  const picture = 'https://example.org/cat.jpg';

  it('is downloaded, and replaced with a drawing if that fails', () => {
    const { code, packages } = fill({ task: 'image-classification', widget: [{ src: picture }] });
    expect(code).toContain(`source = "${picture}"`);
    expect(code).toMatch(/Image\.new\([\s\S]*try:[\s\S]*except Exception/);
    expect(packages).toContain('pillow');
  });

  it('adds the packages that read audio', () => {
    const sound = 'https://example.org/hello.flac';
    expect(fill({ task: 'automatic-speech-recognition', widget: [{ src: sound }] }).packages).toContain(
      'librosa',
    );
    expect(fill({ task: 'automatic-speech-recognition' }).packages).not.toContain('librosa');
  });

  it.each([
    ['of another kind', 'https://example.org/cat.wav'],
    ['on this machine', 'file:///etc/passwd.jpg'],
    ['over plain HTTP', 'http://example.org/cat.jpg'],
    ['without an address', 'cat.jpg'],
    ['that is no text', 7],
    ['of endless length', `https://example.org/${'x'.repeat(2000)}.jpg`],
  ])('is not downloaded %s', (_, src) => {
    expect(fill({ task: 'image-classification', widget: [{ src }] }).code).not.toContain('urlopen');
  });

  it('stays a literal', () => {
    const src = 'https://example.org/a".jpg?x="+__import__("os")#.jpg';
    const { code } = fill({ task: 'image-classification', widget: [{ src: `${src}` }] });
    expect(code.split('\n').filter((line) => line.includes('__import__'))).toEqual(
      code
        .split('\n')
        .filter((line) => /^source = "(?:[^"\\]|\\.)*"$/.test(line) && line.includes('__import__')),
    );
  });
});

it('lists the files of a model whose library has no template', () => {
  const traits = { id: 'o/n', task: 'robotics', library: 'lerobot', chat: false, trustRemoteCode: false };
  expect(findTaskTemplate(traits)?.path).toBe('tasks/robotics.py');
  expect(findTaskTemplate({ ...traits, task: 'text-to-image' })).toBeUndefined();
  expect(
    findTaskTemplate({ ...traits, task: 'reinforcement-learning', library: 'stable-baselines3' })?.path,
  ).toBe('libraries/stable-baselines3.py');
});
