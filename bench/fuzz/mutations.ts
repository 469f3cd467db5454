import type { Random } from './random.ts';

/** Text that parsers of Markdown, Python, YAML, HTML and terminal output treat specially. */
const TOKENS = [
  ...[
    '`',
    '```',
    '```python\n',
    '~~~',
    '|',
    '|-|\n',
    '*',
    '**',
    '_',
    '~~',
    '#',
    '> ',
    '- ',
    '1. ',
    '\t',
    '    ',
  ],
  ...[
    '[',
    '](',
    '![',
    '<',
    '<!--',
    '-->',
    '<pre>',
    '</pre>',
    '<details>',
    '<script>',
    '&#x6a;',
    '&',
    '\\',
    '$$',
  ],
  ...['---\n', '- &a [*a]\n', '{{', '}}', '@@', '%pip ', '!', '%%bash\n', '>>> ', '... ', '$ ', 'In [1]: '],
  ...[
    '"',
    "'",
    '"""',
    "'''",
    '(',
    ')',
    '[[',
    '{',
    'f"{',
    'lambda ',
    'import ',
    'from . import ',
    'async ',
    '\\\n',
  ],
  ...[
    'pip install ',
    'os.system("',
    'eval(',
    'https://',
    'hf_',
    'A=',
    '\n\n',
    '\r',
    '\n',
    ' ',
    '\0',
    '\u202e',
  ],
  ...[
    '\u001b[31m',
    '\ud800',
    '\u00e9',
    '\u{1f600}',
    '\ufeff',
    '%0a',
    'javascript:',
    '__proto__',
    'constructor',
  ],
];

const MAX_CHARACTERS = 200_000;

/** Changes text in one to eight places by inserting, repeating, removing, moving or cutting. */
export function mutateText(text: string, random: Random): string {
  let changed = text;
  for (let left = 1 + random.integer(8); left > 0; left--) changed = mutateOnce(changed, random);
  return changed.slice(0, MAX_CHARACTERS);
}

function mutateOnce(text: string, random: Random): string {
  const at = random.integer(text.length + 1);
  const end = Math.min(text.length, at + 1 + random.integer(random.chance(0.5) ? 20 : 400));
  const [before, middle, after] = [text.slice(0, at), text.slice(at, end), text.slice(end)];
  switch (random.integer(6)) {
    case 0:
      return before + random.pick(TOKENS) + text.slice(at);
    case 1:
      return before + hostileRun(random) + text.slice(at);
    case 2:
      return before + after;
    case 3:
      return before + middle.repeat(2 + random.integer(30)) + after;
    case 4:
      return before + after.slice(0, 500) + middle + after.slice(500);
    default:
      return before.length > 0 ? before : text;
  }
}

/** One to three tokens, repeated up to thousands of times. */
function hostileRun(random: Random): string {
  const unit = Array.from({ length: 1 + random.integer(3) }, () => random.pick(TOKENS)).join('');
  return unit.repeat(1 + random.integer(random.chance(0.1) ? 5_000 : 60));
}

/** Replaces some values of a JSON document with others, possibly of another type. */
export function mutateJson(value: unknown, random: Random, depth = 0): unknown {
  if (random.chance(depth === 0 ? 0 : 0.02)) return strangeValue(random);
  if (typeof value === 'string') return random.chance(0.1) ? mutateText(value, random) : value;
  if (Array.isArray(value)) {
    const items = value.map((item) => mutateJson(item, random, depth + 1));
    return items.length > 0 && random.chance(0.03)
      ? items.concat(Array(random.integer(200)).fill(random.pick(items)))
      : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(() => !random.chance(0.01))
    .map(([key, item]) => [key, mutateJson(item, random, depth + 1)]);
  if (random.chance(0.02))
    entries.push([random.pick(['__proto__', 'constructor', 'toString', '']), strangeValue(random)]);
  return Object.fromEntries(entries);
}

function strangeValue(random: Random): unknown {
  const nested = () => Array.from({ length: random.integer(200) }).reduce<unknown>((inner) => [inner], 0);
  return random.pick([
    () => null,
    () => true,
    () => -1,
    () => 1e308,
    () => hostileRun(random),
    () => [],
    () => ({}),
    nested,
    () => Array(random.integer(3_000)).fill('x'),
  ])();
}
