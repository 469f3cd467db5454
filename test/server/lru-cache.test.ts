import { expect, test } from 'vitest';
import { createLruCache } from '../../src/server/lru-cache.ts';

const keep = (most: number) => createLruCache<string>(most, ({ length }) => length);
const held = (latest: ReturnType<typeof keep>, keys: string) =>
  [...keys].filter((key) => latest.get(key) !== undefined).join('');

test('keeps the most recently used entries that fit', () => {
  const latest = keep(10);
  for (const key of 'abc') latest.set(key, 'xxx');
  expect(latest.get('a')).toBe('xxx');
  latest.set('d', 'xxxx');
  expect(held(latest, 'abcd')).toBe('acd');
});

test('counts an entry that is set again once', () => {
  const latest = keep(10);
  for (let at = 0; at < 50; at++) latest.set('a', 'x'.repeat(at % 5));
  latest.set('b', 'xxxxxx');
  expect(held(latest, 'ab')).toBe('ab');
});

test('drops an entry that is larger than the limit', () => {
  const latest = keep(10);
  latest.set('a', 'x'.repeat(11));
  expect(held(latest, 'a')).toBe('');
  latest.set('b', 'x'.repeat(10));
  expect(held(latest, 'b')).toBe('b');
});
