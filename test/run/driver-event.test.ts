import { expect, test } from 'vitest';
import { findDriverEvent } from '../../src/run/driver-event.ts';

test.each([
  '',
  'Installed kernelspec',
  '{',
  '{"event"',
  '[]',
  'null',
  '{"event":"unknown"}',
  '{"event":"constructor"}',
  '{"event":"__proto__"}',
  '{"event":"started"}',
  '{"event":"started","number":"2"}',
  '{"event":"output","number":2,"text":null}',
])('%s is not an event', (line) => {
  expect(findDriverEvent(line)).toBeUndefined();
});

test('parses an event', () => {
  const event = { event: 'finished', number: 2, seconds: 0.5, status: 'ok' };
  expect(findDriverEvent(JSON.stringify(event))).toEqual(event);
});
