import { expect, test } from 'vitest';
import { readIds } from '../../src/batch/read-ids.ts';

const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

test.each<[string, name: string, content: string | Uint8Array, expected: [text: string, line: number][]]>([
  [
    'one id per line',
    'ids.txt',
    'a/b\nc/d',
    [
      ['a/b', 1],
      ['c/d', 2],
    ],
  ],
  [
    'comments, blank lines, a byte order mark, CRLF',
    'ids.txt',
    '\ufeff# mine\r\n\r\na/b\r\n  c/d  # good\r\n',
    [
      ['a/b', 3],
      ['c/d', 4],
    ],
  ],
  [
    'CR line endings',
    'ids.txt',
    'a/b\rc/d\r',
    [
      ['a/b', 1],
      ['c/d', 2],
    ],
  ],
  [
    'UTF-16 from a Windows shell',
    'ids.txt',
    utf16('a/b\r\nc/d\r\n'),
    [
      ['a/b', 1],
      ['c/d', 2],
    ],
  ],
  [
    'revisions and URLs',
    '-',
    'a/b@main\nhttps://hub.example/a/b#x\n',
    [
      ['a/b@main', 1],
      ['https://hub.example/a/b#x', 2],
    ],
  ],
  ['no ids', 'ids.txt', '# none\n', []],
  [
    'a JSON array',
    'ids.json',
    '["a/b",\n {"id": "c/d", "likes": 3},\n {"id": "e/f", "revision": "v1"}]',
    [
      ['a/b', 1],
      ['c/d', 2],
      ['e/f@v1', 3],
    ],
  ],
  ['a JSON array on standard input', 'standard input', ' ["a/b"]', [['a/b', 1]]],
  [
    'JSON Lines',
    'ids.jsonl',
    '{"id":"a/b"}\n\n{"modelId":"c/d"}\n',
    [
      ['a/b', 1],
      ['c/d', 3],
    ],
  ],
  [
    'JSON Lines of strings',
    'ids.ndjson',
    '"a/b"\n"c/d"',
    [
      ['a/b', 1],
      ['c/d', 2],
    ],
  ],
  [
    'JSON Lines in a .txt file',
    'dump.txt',
    '{"id":"a/b","tags":["x"]}\r\n{"id":"c/d"}',
    [
      ['a/b', 1],
      ['c/d', 2],
    ],
  ],
  [
    'CSV',
    'ids.csv',
    'likes,id\r\n3,a/b\r\n\r\n4,"c/d"\r\n',
    [
      ['a/b', 2],
      ['c/d', 4],
    ],
  ],
  [
    'CSV with line breaks in a field',
    'ids.csv',
    '\ufeffid,about\na/b,"two\nlines"\nc/d,x\n',
    [
      ['a/b', 3],
      ['c/d', 4],
    ],
  ],
  [
    'CSV with a revision',
    'ids.csv',
    'id,revision\na/b,v1\nc/d,\n',
    [
      ['a/b@v1', 2],
      ['c/d', 3],
    ],
  ],
])('%s', async (_name, name, content, expected) => {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  expect(await readIds(bytes, name)).toEqual(
    expected.map(([text, line]) => ({ text, location: `${name}:${line}` })),
  );
});

test.each<[string, name: string, content: string | Uint8Array, message: RegExp]>([
  ['a truncated array', 'ids.json', '["a/b",\n"c/d"', /^ids\.json:2: invalid JSON$/],
  ['a syntax error', 'ids.json', '[\n"a/b"\n"c/d"]', /^ids\.json:3: invalid JSON$/],
  [
    'a syntax error in a long file',
    'ids.json',
    `[${'"a/b",\n'.repeat(2000)}oops]`,
    /^ids\.json:2001: invalid JSON$/,
  ],
  [
    'an item without an id',
    'ids.json',
    '["a/b", 3]',
    /^ids\.json, item 2: must be a string or an object with an "id"$/,
  ],
  ['a truncated line', 'ids.jsonl', '{"id":"a/b"}\n{"id":"c/', /^ids\.jsonl:2: invalid JSON$/],
  ['an object without an id', 'ids.jsonl', '{"id":"a/b"}\n{"name":"x"}', /^ids\.jsonl:2: must be a string/],
  [
    'no id column',
    'ids.csv',
    'model,likes\na/b,1\n',
    /^ids\.csv:1: no "id" column; the columns are "model", "likes"$/,
  ],
  ['an empty field', 'ids.csv', 'id,likes\na/b,1\n,2\n', /^ids\.csv:3: the "id" column is empty$/],
  ['a row that is too short', 'ids.csv', 'id,likes\na/b,1\nc/d\n', /^ids\.csv:3: invalid CSV$/],
  ['bytes that are not UTF-8', 'ids.txt', Buffer.from([0x61, 0xff, 0x62]), /^ids\.txt: not a text file$/],
  ['an image', 'ids.png', Buffer.from([0x89, 0x50, 0, 0, 0x0d]), /^ids\.png: not a text file$/],
])('%s: the error names the file and the line', async (_name, name, content, message) => {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  await expect(readIds(bytes, name)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(message),
    hint: expect.stringMatching(/./),
  });
});
