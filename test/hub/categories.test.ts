import { describe, expect, test } from 'vitest';
import { parseCategory } from '../../src/cli/arguments/category.ts';
import { CATEGORY_WORDS, findCategory } from '../../src/hub/models/categories.ts';
import { PIPELINE_TAGS } from '../../src/hub/models/pipeline-tags.ts';

describe('findCategory', () => {
  test.each([
    ['text-generation', ['text-generation']],
    ['text2text-generation', ['text2text-generation']],
    ['Text Generation', ['text-generation']],
    ['image_classification', ['image-classification']],
    ['translation', ['translation']],
    ['translations', ['translation']],
    ['translate', ['translation']],
    ['llms', ['text-generation']],
    ['ASR', ['automatic-speech-recognition']],
    ['speech to text', ['automatic-speech-recognition']],
    ['embeddings', ['sentence-similarity', 'feature-extraction']],
    ['embedding', ['sentence-similarity', 'feature-extraction']],
    ['speech', ['automatic-speech-recognition', 'text-to-speech']],
    ['rerankers', ['text-ranking']],
    ['3D', ['text-to-3d', 'image-to-3d']],
  ])('%s', (word, tasks) => {
    expect(findCategory(word)?.tasks).toEqual(tasks);
  });

  test('classification covers text, images and audio', () => {
    expect(findCategory('classification')?.tasks).toEqual(
      expect.arrayContaining(['text-classification', 'image-classification', 'audio-classification']),
    );
  });

  test('chat means the conversational tag', () => {
    expect(findCategory('chat')?.tag).toBe('conversational');
  });
});

test('every pipeline tag is a category', () => {
  for (const tag of PIPELINE_TAGS) expect(findCategory(tag)).toEqual({ name: tag, tasks: [tag] });
});

test('every category has tags of the Hub', () => {
  for (const word of CATEGORY_WORDS) {
    for (const task of findCategory(word)!.tasks) {
      expect(PIPELINE_TAGS.has(task) || task === 'text2text-generation' || task.startsWith('zero-shot')).toBe(
        true,
      );
    }
  }
});

test.each([
  ['imgae', 'image'],
  ['summarisaton', 'summarisation'],
  ['text-to-imag', 'text-to-image'],
])('refuses %s and suggests %s', (word, guess) => {
  let error: { exitCode?: number; message?: string; hint?: string } = {};
  try {
    parseCategory(word);
  } catch (thrown) {
    error = thrown as typeof error;
  }
  expect(error.exitCode).toBe(2);
  expect(error.message).toContain(`"${word}"`);
  expect(error.hint).toContain(`Did you mean ${guess}?`);
  expect(error.hint).toContain('embeddings');
});

test.each(['', ' ', 'zzzzzzzzzz', '\u001b[31m', '../../etc', 'constructor'])('refuses %j', (word) => {
  expect(() => parseCategory(word)).toThrow(/unknown category/);
});
