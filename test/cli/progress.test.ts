import { expect, test, vi } from 'vitest';
import { createProgress } from '../../src/cli/terminal/progress.ts';
import type { GenerateEvent } from '../../src/pipeline/generate.ts';
import { createFakeHost } from './fake-host.ts';

const STEP: GenerateEvent = { type: 'step', step: 'resolve', model: 'a/b' };
const WAIT: GenerateEvent = { type: 'rate-limit', path: '/api/models/a/b', waitMs: 55_000 };
const LONG_RETRY: GenerateEvent = { type: 'retry', path: '/x', reason: 'it answered 503', waitMs: 2500 };
const SHORT_RETRY: GenerateEvent = { type: 'retry', path: '/x', reason: 'it answered 503', waitMs: 200 };
const plain = { json: false, quiet: false, debug: false };

test.each<[string, GenerateEvent, object, string]>([
  ['does not report a step', STEP, plain, ''],
  ['reports a long wait', WAIT, plain, 'a/b: rate limited by the Hub, waiting 55 s\n'],
  ['reports a long pause before a retry', LONG_RETRY, plain, 'a/b: it answered 503, retrying in 2.5 s\n'],
  ['does not report a short pause', SHORT_RETRY, plain, ''],
  ['reports nothing with --quiet', WAIT, { ...plain, quiet: true }, ''],
  ['reports nothing with --json', WAIT, { ...plain, json: true }, ''],
  [
    'reports every event with --debug',
    STEP,
    { ...plain, debug: true },
    'debug: step step=resolve model=a/b\n',
  ],
])('%s', (_name, event, options, told) => {
  const context = createFakeHost();
  const progress = createProgress(context, options as typeof plain, 'a/b');
  progress.onEvent(event);
  progress.stop();
  expect(context.err()).toBe(told);
});

test.each([
  [0, 'no'],
  [80, 'a'],
])('a terminal of %d columns gets %s spinner', (columns) => {
  vi.useFakeTimers();
  const context = createFakeHost({ isTTY: true, columns });
  const progress = createProgress(context, plain, 'a/b');
  expect(vi.getTimerCount()).toBe(columns === 0 ? 0 : 1);
  progress.stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});
