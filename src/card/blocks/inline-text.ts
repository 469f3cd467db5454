const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  tab: '\t',
  newline: '\n',
  lbrace: '{',
  rbrace: '}',
  lcub: '{',
  rcub: '}',
  lbrack: '[',
  rbrack: ']',
  lpar: '(',
  rpar: ')',
  ast: '*',
  num: '#',
  grave: '`',
  lowbar: '_',
  bsol: '\\',
  sol: '/',
  equals: '=',
  plus: '+',
  percnt: '%',
  commat: '@',
  colon: ':',
  semi: ';',
  comma: ',',
  period: '.',
  excl: '!',
  quest: '?',
  verbar: '|',
  dollar: '$',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  zwj: '',
  zwnj: '',
  shy: '',
};

/** Decodes HTML character references in code. A no-break space becomes a space; unknown names are kept. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? ENTITIES[name.toLowerCase()] ?? whole;
      const point = decimal !== undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hex!, 16);
      if (point === 0xa0) return ' ';
      return point === 0 || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)
        ? '\uFFFD'
        : String.fromCodePoint(point);
    },
  );
}

/** Returns the visible text of a heading or paragraph, without links, images, emphasis, code marks and HTML tags. */
export function plainText(markdown: string): string {
  const text = markdown
    .replace(/!\[[^[\]]*\]\([^()\s]*\)/g, '')
    .replace(/\[([^[\]]*)\]\([^()\s]*\)/g, '$1')
    .replace(/<\/?[a-zA-Z!][^<>]*>/g, '')
    .replace(/`+|\*+|~~|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, '');
  return decodeEntities(text).replace(/\s+/g, ' ').trim();
}
