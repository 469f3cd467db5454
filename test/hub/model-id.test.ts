import { describe, expect, it } from 'vitest';
import { isModelId, isRevision, parseModelReference } from '../../src/hub/models/model-id.ts';

describe('isModelId', () => {
  it.each([
    'gpt2',
    'openai-community/gpt2',
    'a/b.c_d-e',
    '0-hero/x',
    'Qwen/Qwen2.5-0.5B',
    `o/${'x'.repeat(94)}`,
  ])('takes %s', (id) => {
    expect(isModelId(id)).toBe(true);
  });
  it.each([
    '',
    '/',
    'a/',
    '/b',
    'a/b/c',
    '../x',
    'a/../b',
    'a/..',
    '.a/b',
    '-a/b',
    'a b',
    'a\\b',
    'C:x',
    'a/b\n',
    'a/b\0',
    'a/%2e%2e',
    'a/b"',
    'é/b',
    'a..b',
    `o/${'x'.repeat(95)}`,
  ])('refuses %j', (id) => {
    expect(isModelId(id)).toBe(false);
  });
});

describe('isRevision', () => {
  it.each(['main', 'v1.0', 'refs/pr/12', '607a30d783dfa663caf39e06633721c8d4cfcd7e', 'feature/fp16'])(
    'takes %s',
    (revision) => {
      expect(isRevision(revision)).toBe(true);
    },
  );
  it.each([
    '',
    '-f',
    'a b',
    'a..b',
    'a//b',
    '/a',
    'a/',
    'a.',
    'a\nb',
    'a:b',
    'a?b',
    'a*',
    'a[',
    'a\\b',
    '@{',
    'x'.repeat(256),
    'a\u202eb',
  ])('refuses %j', (revision) => {
    expect(isRevision(revision)).toBe(false);
  });
});

describe('parseModelReference', () => {
  it.each<[string, string, string?]>([
    ['gpt2', 'gpt2'],
    [' owner/name ', 'owner/name'],
    ['owner/name@v1.0', 'owner/name', 'v1.0'],
    ['gpt2@refs/pr/3', 'gpt2', 'refs/pr/3'],
    ['https://huggingface.co/owner/name', 'owner/name'],
    ['https://huggingface.co/owner/name/', 'owner/name'],
    ['https://huggingface.co/owner/name?library=transformers#usage', 'owner/name'],
    ['http://hf.co/owner/name', 'owner/name'],
    ['huggingface.co/owner/name', 'owner/name'],
    ['https://huggingface.co/gpt2', 'gpt2'],
    ['https://huggingface.co/gpt2/tree/main', 'gpt2', 'main'],
    ['https://huggingface.co/owner/name/tree/v2', 'owner/name', 'v2'],
    ['https://huggingface.co/owner/name/tree/refs%2Fpr%2F7', 'owner/name', 'refs/pr/7'],
    ['https://huggingface.co/owner/name/tree/refs/pr/7', 'owner/name', 'refs/pr/7'],
    ['https://huggingface.co/owner/name/blob/main/README.md', 'owner/name', 'main'],
    ['https://huggingface.co/owner/name/resolve/abc/config.json?download=true', 'owner/name', 'abc'],
    ['https://huggingface.co/owner/name/discussions/4', 'owner/name'],
    ['https://huggingface.co/api/models/owner/name', 'owner/name'],
    ['https://huggingface.co/api/models/owner/name/revision/v3', 'owner/name', 'v3'],
    ['https://mirror.example/hub/owner/name/tree/v2', 'owner/name', 'v2'],
    ['mirror.example/hub/owner/name', 'owner/name'],
  ])('%s', (text, id, revision) => {
    expect(parseModelReference(text, 'https://mirror.example/hub')).toEqual({
      id,
      ...(revision && { revision }),
    });
  });

  it.each([
    ['a/b/c', /"a\/b\/c" is not a model id/],
    ['', /"" is not a model id/],
    ['owner/name@', /contains an invalid revision/],
    ['owner/name@a b', /contains an invalid revision/],
    ['https://example.com/owner/name', /not a Hub URL: its host is example.com/],
    ['https://huggingface.co/datasets/owner/name', /datasets/],
    ['https://huggingface.co/', /is not a model id/],
    ['https://huggingface.co/owner/na%2fme', /is not a model id/],
    ['https://huggingface.co/owner/name/tree/%E0%A4%A', /is not a model id/],
    ['https://[', /is not a model id/],
    ['a\u001b[2Jb', /is not a model id/],
  ])('refuses %j', (text, message) => {
    expect(() => parseModelReference(text)).toThrow(message);
    expect(() => parseModelReference(text)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});
