import { expect, test } from 'vitest';
import { formatDate, formatTime } from '../../src/cli/terminal/human-date.ts';

const NOW = new Date(2026, 10, 26, 14, 5, 30).getTime();
const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

test.each<[ageMs: number, expected: string]>([
  [0, 'just now'],
  [59 * SECOND, 'just now'],
  [60 * SECOND, '1 minute ago'],
  [HOUR - 1, '59 minutes ago'],
  [HOUR, '1 hour ago'],
  [3.9 * HOUR, '3 hours ago'],
  [DAY, '1 day ago'],
  [7 * DAY - 1, '6 days ago'],
  [7 * DAY, 'Nov 19, 2026, 14:05'],
  [321 * DAY + 14 * HOUR, 'Jan 9, 2026, 00:05'],
  // The clock of another machine can be ahead.
  [-30 * SECOND, 'just now'],
  [-DAY, 'Nov 27, 2026, 14:05'],
  [Number.NaN, 'unknown'],
])('a time %d ms ago is %s', (ageMs, expected) => {
  expect(formatTime(NOW - ageMs, NOW)).toBe(expected);
});

test('a date does not depend on the time zone', () => {
  expect(formatDate(Date.UTC(2026, 4, 6, 23, 59))).toBe('May 6, 2026');
  expect(formatDate(Date.UTC(2026, 4, 6, 0, 1))).toBe('May 6, 2026');
  expect(formatDate(Number.NaN)).toBe('unknown');
});
