import { describe, expect, test } from 'vitest';
import {
  createTerminal,
  loadStyle,
  toSafeJson,
  toSafeText,
  wantsColor,
} from '../../src/cli/terminal/terminal.ts';

test.each<[Record<string, string>, isTTY: boolean, expected: boolean]>([
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ TERM: 'dumb' }, true, false],
  [{ CI: 'true' }, true, false],
  [{ CI: 'false' }, true, true],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ FORCE_COLOR: 'false' }, true, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '1', CI: '1', TERM: 'dumb' }, false, true],
])('%j, TTY %s: %s', (env, isTTY, expected) => {
  expect(wantsColor(env, isTTY)).toBe(expected);
});

test('styles nothing without color', async () => {
  expect((await loadStyle({ color: false })).red('x')).toBe('x');
  expect((await loadStyle({ color: true })).red('x')).toBe('\u001b[31mx\u001b[39m');
});

test.each([
  ['\u001b]0;title\u0007x', 'x'],
  ['\u001b[31mred\u001b[0m', 'red'],
  ['a\rb', 'a b'],
  ['a\u202eb', 'ab'],
  ['a\u009b31mb', 'ab'],
])('shows %j as %j', (text, shown) => {
  expect(toSafeText(text)).toBe(shown);
});

test('never shows a token', () => {
  const token = `hf_${'x'.repeat(34)}`;
  expect(toSafeText(`bad token ${token}!`)).not.toContain('xxxx');
  expect(toSafeJson({ message: token })).not.toContain('xxxx');
});

test('writes JSON without raw control or bidi characters', () => {
  const value = { text: '\u001b[31m \u009b \u202e \u2066 \u2028 \u007f \ud800 "é"' };
  const json = toSafeJson(value);
  expect(json).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\ud800]/);
  expect(JSON.parse(json)).toEqual(value);
  expect(json).toContain('é');
});

describe('a broken stream', () => {
  const broken = (code: string) => ({
    write: (_text: string, done: (error: Error) => void) =>
      done(Object.assign(new Error(`write ${code}`), { code })),
    on: () => undefined,
  });
  const terminal = (code: string) => createTerminal({ stdout: broken(code), stderr: broken(code) }, {});

  test('ignores a closed pipe', async () => {
    await expect(terminal('EPIPE').out.write('x')).resolves.toBeUndefined();
  });
  test('reports a full disk with the name of the stream', async () => {
    await expect(terminal('ENOSPC').out.write('x')).rejects.toMatchObject({
      exitCode: 7,
      message: 'cannot write to standard output: write ENOSPC',
    });
  });
});
