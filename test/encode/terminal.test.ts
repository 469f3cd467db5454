import { describe, expect, it } from 'vitest';
import { stripControl } from '../../src/encode/terminal-text.ts';
import { measureCpuMs } from '../cpu-time.ts';

describe('stripControl', () => {
  it.each([
    ['plain', 'plain'],
    ['\x1b]0;own title\x07after', 'after'],
    ['\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\', 'click'],
    ['\x1b]52;c;ZXZpbA==\x07x', 'x'],
    ['\x9d52;c;ZXZpbA==\x9cx', 'x'],
    ['\x1b[31mred\x1b[0m \x1b[2Jgone\x9b1A', 'red gone'],
    ['\x1bPq#0\x1b\\x\x1b^pm\x1b\\y', 'xy'],
    ['\x1bcreset\x1b(B', 'reset'],
    ['\x1b\x1b[m[31mx', '[31mx'],
    ['progress\rfake', 'progress fake'],
    ['bell\x07 back\x08 \x7f', 'bell back'],
    ['\u202egnp\u2066x\u2069\u200f', 'gnpx'],
    ['\ud800 lone \udfff', 'lone'],
    ['two\n  lines\tx', 'two lines x'],
    ['نوشته\u200cها', 'نوشته\u200cها'],
  ])('cleans %j', (text, shown) => {
    expect(stripControl(text)).toBe(shown);
  });

  it('keeps newlines and tabs on request', () => {
    expect(stripControl('a\r\nb\rc\td\x1b[1m\u2028e', { multiline: true })).toBe('a\nb\nc\td\ne');
  });

  it.each(['\x1b]', '\x1bP', '\x1b[', '\x1b[1;', '\x9b\x9d', '\x1b[ '])(
    'takes linear time on a megabyte of %j',
    (piece) => {
      const text = piece.repeat(1_000_000 / piece.length);
      expect(measureCpuMs(() => stripControl(text))).toBeLessThan(1500);
    },
  );
});
