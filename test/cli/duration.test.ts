import { expect, test } from 'vitest';
import { parseDuration } from '../../src/cli/arguments/duration.ts';

test.each([
  ['30', 30_000],
  ['30s', 30_000],
  ['2m', 120_000],
  ['1.5m', 90_000],
  ['500ms', 500],
  ['1h', 3_600_000],
  ['24h', 86_400_000],
  ['1d', 86_400_000],
  [' 5s ', 5_000],
  ['0.001', 1],
])('%s', (text, ms) => {
  expect(parseDuration(text, '--timeout')).toBe(ms);
});

test.each(['', '0', '0.0001', '-1', '2d', '30 s', '1e3', 'Infinity', '25h', '0x10', '٣'])(
  'refuses "%s"',
  (text) => {
    expect(() => parseDuration(text, '--timeout')).toThrow(/--timeout/);
  },
);

test('zero if no wait is allowed', () => {
  expect(parseDuration('0', '--max-wait', { allowZero: true })).toBe(0);
});

test('a year if that is allowed', () => {
  expect(parseDuration('365d', '--ttl', { longest: '365d' })).toBe(31_536_000_000);
  expect(() => parseDuration('366d', '--ttl', { longest: '365d' })).toThrow(/up to 365d/);
});
