import { describe, expect, it } from 'vitest';
import { defined } from '../../src/defined.ts';
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
    tags: [],
    siblings: [],
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
      'labels with commas as a list',
      { task: 'zero-shot-classification', widget: [{ text: 'Hm', candidate_labels: 'good, bad' }] },
      'labels = ["good", "bad"]',
    ],
    [
      'labels in the language of the card',
      { task: 'zero-shot-classification', language: 'de' },
      'labels = ["Reise", "Kochen", "Musik"]',
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

describe('the lines of a template', () => {
  const chat = (config: object | undefined, more: object = {}) => {
    const traits = {
      id: 'o/n',
      task: 'text-generation',
      library: 'transformers',
      chat: true,
      trustRemoteCode: false,
    };
    const info = { id: 'o/n', tags: [], siblings: [], ...(config && { config: { ...config } }), ...more };
    return fillTemplate(findTaskTemplate(traits)!, info, traits).code;
  };

  it.each([
    ['a template in the tokenizer', { tokenizer_config: { chat_template: 'x' } }, {}],
    ['a template in the processor', { processor_config: { chat_template: 'x' } }, {}],
    [
      'a template in a file of its own',
      { tokenizer_config: {} },
      { siblings: [{ rfilename: 'chat_template.jinja' }] },
    ],
    ["the Hub's tag", undefined, { tags: ['conversational'] }],
  ])('use a chat template, known from %s', (_, config, more) => {
    expect(chat(config, more)).toContain('messages = [{"role": "user"');
  });

  it.each([
    ['nothing is known', undefined, {}],
    [
      'the tokenizer has none, whatever the card is tagged',
      { tokenizer_config: {} },
      { tags: ['conversational'] },
    ],
  ])('use plain text if %s', (_, config, more) => {
    expect(chat(config, more)).toContain('answer = chat(text,');
  });

  it('set the mask token of the model', () => {
    const traits = {
      id: 'o/n',
      task: 'fill-mask',
      library: 'transformers',
      chat: false,
      trustRemoteCode: false,
    };
    const info = { id: 'o/n', tags: [], siblings: [] };
    const template = findTaskTemplate(traits)!;
    const { code } = fillTemplate(template, info, { ...traits, maskToken: '<mask>' });
    expect(code).toContain('text = "The capital of France is <mask>."');
    expect(code).not.toContain('mask_token');
    expect(fillTemplate(template, info, traits).code).toContain(
      'text.replace(mask, unmasker.tokenizer.mask_token)',
    );
  });

  it.each([
    ['F32', 7e9, undefined, 'bfloat16'],
    ['F32', 1e8, undefined, 'auto'],
    ['BF16', 7e9, undefined, 'auto'],
    ['F32', 7e9, 'gptq', 'auto'],
    [undefined, undefined, undefined, 'auto'],
  ])(
    'load %s weights of %s parameters, quantized by %s, as %s',
    (dtype, parameters, quantization, expected) => {
      const traits = {
        id: 'o/n',
        task: 'text-generation',
        library: 'transformers',
        chat: false,
        trustRemoteCode: false,
      };
      const { code } = fillTemplate(
        findTaskTemplate(traits)!,
        { id: 'o/n', tags: [], siblings: [] },
        {
          ...traits,
          ...defined({ dtype, parameters, quantization }),
        },
      );
      expect(code).toContain(`dtype="${expected}", device_map="auto"`);
    },
  );

  it('name the base model of a LoRA, as a literal', () => {
    const traits = {
      id: 'o/n',
      task: 'text-to-image',
      library: 'diffusers',
      chat: false,
      trustRemoteCode: false,
    };
    const template = findTaskTemplate(traits)!;
    const info = { id: 'o/n', tags: [], siblings: [], cardData: { base_model: 'a/b"; import os' } };
    expect(fillTemplate(template, info, traits).code).toContain(
      `from_pretrained('a/b"; import os', dtype=dtype)`,
    );
    const whole = { ...info, config: { diffusers: { _class_name: 'FluxPipeline' } } };
    expect(fillTemplate(template, whole, traits).code).not.toContain('load_lora_weights');
  });

  it.each([
    [['a-Q8_0.gguf', 'a-Q4_0.gguf', 'a-Q4_K_M.gguf', 'mmproj-Q4_K_M.gguf'], '["a-Q4_K_M.gguf"]'],
    [
      ['b-q4_0-00002-of-00002.gguf', 'b-q4_0-00001-of-00002.gguf', 'b-q8.gguf'],
      '["b-q4_0-00001-of-00002.gguf", "b-q4_0-00002-of-00002.gguf"]',
    ],
    [['c-F16.gguf', 'README.md'], '["c-F16.gguf"]'],
  ])('choose a GGUF file of about four bits: %j', (names, files) => {
    const traits = {
      id: 'o/n',
      task: 'text-generation',
      library: 'gguf',
      chat: false,
      trustRemoteCode: false,
    };
    const siblings = names.map((rfilename) => ({ rfilename }));
    const { code } = fillTemplate(findTaskTemplate(traits)!, { id: 'o/n', tags: [], siblings }, traits);
    expect(code).toContain(`files = ${files}`);
    expect(code).not.toContain('list_repo_files');
  });
});

describe('the file of a widget example', () => {
  const picture = 'https://example.org/cat.jpg';

  it('is downloaded, or replaced with a plain picture if that fails', () => {
    const { code, packages } = fill({ task: 'image-classification', widget: [{ src: picture }] });
    expect(code).toContain(`Request("${picture}", `);
    expect(code).toMatch(/try:[\s\S]*except Exception:\n {4}image = Image\.new/);
    expect(code).not.toContain('ImageDraw');
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
        .filter((line) =>
          /Request\("(?:[^"\\]|\\.)*", headers=\{"User-Agent": "Mozilla\/5\.0"\}\)$/.test(line),
        ),
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
