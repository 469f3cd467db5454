import { describe, expect, test } from 'vitest';
import { InterruptedError } from '../../src/cli/context/signals.ts';
import { describeError, reportError } from '../../src/cli/terminal/report-error.ts';
import { NotFoundError, UnavailableError, UsageError, WriteError } from '../../src/errors.ts';
import { createFakeHost } from './fake-host.ts';

const human = { json: false, debug: false };

describe('as text', () => {
  test('prints message and hint', async () => {
    const context = createFakeHost();
    expect(await reportError(new UsageError('--x is wrong', { hint: 'Use --y.' }), context, human)).toBe(2);
    expect(context.err()).toBe('error: --x is wrong\nhint: Use --y.\n');
    expect(context.out()).toBe('');
  });

  test('prints the cause, unless the message contains it', async () => {
    const context = createFakeHost();
    const cause = new Error('connect ECONNREFUSED');
    await reportError(new UnavailableError('no answer', { cause }), context, human);
    expect(context.err()).toBe('error: no answer\ncause: connect ECONNREFUSED\n');
    expect(
      describeError(new UnavailableError('no answer: connect ECONNREFUSED', { cause }), context),
    ).not.toHaveProperty('cause');
  });

  test('prints similar ids, unless the hint names them', async () => {
    const one = createFakeHost();
    await reportError(new NotFoundError('no a/b', { nearMatches: ['a/bb', 'a/bc'] }), one, human);
    expect(one.err()).toBe('error: no a/b\nhint: Did you mean a/bb, a/bc?\n');
    const other = createFakeHost();
    await reportError(
      new NotFoundError('no a/b', { nearMatches: ['a/bb'], hint: 'Did you mean a/bb?' }),
      other,
      human,
    );
    expect(other.err()).toBe('error: no a/b\nhint: Did you mean a/bb?\n');
  });

  test('prints no control characters from untrusted text', async () => {
    const context = createFakeHost();
    await reportError(new NotFoundError('no \u001b]0;x\u0007model\r\nerror: fake'), context, human);
    expect(context.err()).toBe('error: no model error: fake\n');
  });

  test('prints colors when wanted', async () => {
    const context = createFakeHost({ env: { FORCE_COLOR: '1' } });
    await reportError(new UsageError('x'), context, human);
    expect(context.err()).toContain('\u001b[31merror:');
  });
});

describe('a bug', () => {
  test('exits with 1 without a stack', async () => {
    const context = createFakeHost();
    expect(await reportError(new TypeError('x is undefined'), context, human)).toBe(1);
    expect(context.err()).toMatch(
      /^error: unexpected error: TypeError: x is undefined\nhint: This is a bug in alacard 1\.2\.3\. Please report it/,
    );
    expect(context.err()).not.toMatch(/\n\s+at /);
  });
  test('prints the stack with --debug', async () => {
    const context = createFakeHost();
    await reportError(new TypeError('x is undefined'), context, { json: false, debug: true });
    expect(context.err()).toMatch(/\n\s+at /);
  });
  test.each(['a string', undefined, null, 5])('reports that %j was thrown', async (thrown) => {
    expect(await reportError(thrown, createFakeHost(), human)).toBe(1);
  });
});

test('prints one JSON document and nothing on standard error', async () => {
  const context = createFakeHost({ env: { FORCE_COLOR: '1' } });
  const error = new WriteError('"x" already exists', { code: 'FILE_EXISTS', hint: 'Pass --force.' });
  expect(await reportError(error, context, { json: true, debug: false })).toBe(7);
  expect(JSON.parse(context.out())).toEqual({
    error: { code: 'FILE_EXISTS', exitCode: 7, message: '"x" already exists', hint: 'Pass --force.' },
  });
  expect(context.err()).toBe('');
});

test('reports a failure after a signal as the interruption', () => {
  const controller = new AbortController();
  controller.abort(new InterruptedError('SIGTERM'));
  const context = createFakeHost({ signal: controller.signal });
  expect(describeError(new UnavailableError('no answer'), context)).toMatchObject({ exitCode: 143 });
});
