import { expect, test } from 'vitest';
import { createProgress } from '../../src/cli/terminal/progress.ts';
import type { GenerateEvent } from '../../src/pipeline/generate.ts';
import { createFakeHost } from './fake-host.ts';

const STEP: GenerateEvent = { type: 'step', step: 'resolve', model: 'a/b' };
const WAIT: GenerateEvent = { type: 'rate-limit', path: '/api/models/a/b', waitMs: 55_000 };
const LONG_RETRY: GenerateEvent = { type: 'retry', path: '/x', reason: 'it answered 503', waitMs: 2500 };
const SHORT_RETRY: GenerateEvent = { type: 'retry', path: '/x', reason: 'it answered 503', waitMs: 200 };
const plain = { json: false, quiet: false, debug: false };

test.each<[string, GenerateEvent, object, string]>([
  ['a step passes in silence', STEP, plain, ''],
  ['a long wait is told', WAIT, plain, "a/b: the Hub's rate limit is used up, waiting 55 s\n"],
  ['a long pause too', LONG_RETRY, plain, 'a/b: it answered 503, trying again in 2.5 s\n'],
  ['a short one is not', SHORT_RETRY, plain, ''],
  ['nor anything with --quiet', WAIT, { ...plain, quiet: true }, ''],
  ['nor with --json', WAIT, { ...plain, json: true }, ''],
  ['--debug tells all', STEP, { ...plain, debug: true }, 'debug: step step=resolve model=a/b\n'],
])('%s', (_name, event, options, told) => {
  const context = createFakeHost();
  const progress = createProgress(context, options as typeof plain, 'a/b');
  progress.onEvent(event);
  progress.stop();
  expect(context.err()).toBe(told);
});

test('a terminal of no width gets no spinner', async () => {
  const context = createFakeHost({ isTTY: true });
  const progress = createProgress(context, plain, 'a/b');
  await new Promise((done) => setTimeout(done, 400));
  progress.stop();
  expect(context.err()).toBe('');
});
