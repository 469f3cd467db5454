/** A small seeded generator (mulberry32), so that a failure can be run again. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const PIECES = [
  '"',
  "'",
  '"""',
  "'''",
  '\\',
  '\\\\',
  '\\"',
  "\\'",
  '\\n',
  '\\x41',
  '\\u0041',
  '\\N{BULLET}',
  '\n',
  '\r',
  '\r\n',
  '\t',
  '\0',
  '\x07',
  '\x1b[31m',
  '\x7f',
  '\x85',
  '\x9b',
  '\ud800',
  '\udfff',
  '\udc00\ud800',
  '\u{1f600}',
  '\u2028',
  '\u2029',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u200d',
  '\ufeff',
  '\ufe0f',
  '\u3164',
  '\u{e0041}',
  '{x}',
  '{{',
  '%s',
  '%%',
  '#',
  '$',
  '`',
  '!ls',
  '?',
  'é',
  'ß',
  'Ω',
  'ж',
  '中',
  'ไทย',
  'عربي',
  'हिन्दी',
  'a',
  'B',
  '0',
  ' ',
  '  ',
  '</script>',
  '; import os',
];

/** Strings that contain text that has broken encoders, mixed with code units from all of UTF-16. */
export function generateStrings(count: number, seed: number): string[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    let text = '';
    for (let left = Math.floor(random() * 24); left > 0; left--) {
      text +=
        random() < 0.6
          ? PIECES[Math.floor(random() * PIECES.length)]!
          : String.fromCharCode(Math.floor(random() * (random() < 0.5 ? 0x180 : 0x10000)));
    }
    return text;
  });
}
