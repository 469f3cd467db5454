import { expect, test } from 'vitest';
import { formatIds, readIds } from '../../src/batch/read-ids.ts';

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
  [
    'tab-separated lines of alacard popular',
    'standard input',
    'a/b\ttext-generation\t12\nc/d\t\t\n',
    [
      ['a/b', 1],
      ['c/d', 2],
    ],
  ],
  [
    'tab-separated lines of alacard history',
    'standard input',
    '2026-11-24 10:00:00\ta/b\t0123456\t/x/b.ipynb\n2026-11-24 11:00:00\tc/d\t-\t-\n',
    [
      ['a/b', 1],
      ['c/d', 2],
    ],
  ],
  [
    'the JSON of alacard popular',
    'standard input',
    '{\n "models": [\n  {"id": "a/b"},\n  {"id": "c/d"}\n ]\n}',
    [
      ['a/b', 3],
      ['c/d', 4],
    ],
  ],
  [
    'the JSON of alacard generate',
    'out.json',
    '{"results": [{"model": "a/b", "requested": "a/b"},\n{"requested": "c/d", "error": {}}], "failed": 1}',
    [
      ['a/b', 1],
      ['c/d', 2],
    ],
  ],
  ['the JSON of alacard history', 'out.json', '{"entries": [{"model": "a/b"}], "total": 1}', [['a/b', 1]]],
  ['one JSON object over several lines', 'model.json', '{\n "id": "a/b"\n}', [['a/b', 2]]],
  [
    'CSV with semicolons and a model column',
    'ids.csv',
    'likes;Model;tags\n3;a/b;x,y\n4;"c/d";\n',
    [
      ['a/b', 2],
      ['c/d', 3],
    ],
  ],
  [
    'CSV on standard input, recognized by its header',
    'standard input',
    '# mine\nmodel_id,likes\na/b,3\n',
    [['a/b', 3]],
  ],
  [
    'TSV',
    'ids.tsv',
    'likes\tmodel\trevision\n3\ta/b\tv1\n4\tc/d\n',
    [
      ['a/b@v1', 2],
      ['c/d', 3],
    ],
  ],
  ['a table with one column', 'ids.txt', 'model\na/b\n', [['a/b', 2]]],
  ['the preferred one of two columns', 'ids.csv', 'model,id\nBert,a/b\n', [['a/b', 2]]],
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
    'no id column',
    'ids.csv',
    'name;likes,all\na/b;1\n',
    /^ids\.csv:1: no "id" or "model" column; the columns are "name;likes", "all"$/,
  ],
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

test.each<
  [string, name: string, content: string, expected: [location: string, text: string, problem?: string][]]
>([
  [
    'items of an array',
    'ids.json',
    '["a/b", 3, {"name": "x"}]',
    [
      ['ids.json:1', 'a/b'],
      ['ids.json, item 2', '3', 'must be a string or an object with an "id"'],
      ['ids.json, item 3', '{"name":"x"}', 'must be a string or an object with an "id"'],
    ],
  ],
  [
    'lines of JSON Lines',
    'ids.jsonl',
    '{"id":"a/b"}\n{"name":"x"}\n{"id":"c/d"\n{"id":"e/f"}',
    [
      ['ids.jsonl:1', 'a/b'],
      ['ids.jsonl:2', '{"name":"x"}', 'must be a string or an object with an "id"'],
      ['ids.jsonl:3', '{"id":"c/d"', 'invalid JSON'],
      ['ids.jsonl:4', 'e/f'],
    ],
  ],
  [
    'rows of CSV',
    'ids.csv',
    'likes,id\n1,a/b\n2\n3,\n4,c/d,more\n',
    [
      ['ids.csv:2', 'a/b'],
      ['ids.csv:3', '2', 'the id column is empty'],
      ['ids.csv:4', '3,', 'the id column is empty'],
      ['ids.csv:5', 'c/d'],
    ],
  ],
  [
    'a quote that is never closed',
    'ids.csv',
    'id,about\na/b,"x"\n"c/d,y\n"e/f","z"\n',
    [
      ['ids.csv:2', 'a/b'],
      ['ids.csv:3', '"c/d'],
      ['ids.csv:4', 'e/f'],
    ],
  ],
])('%s: a malformed entry does not end the list', async (_name, name, content, expected) => {
  expect(await readIds(Buffer.from(content), name)).toEqual(
    expected.map(([location, text, problem]) => ({ text, location, ...(problem && { problem }) })),
  );
});

test('a list of failed ids can be read again', async () => {
  const texts = [
    'a/b',
    'c/d@v1',
    'https://hub.example/a/b#x',
    './local',
    'not an id',
    '{"id":"c/d"',
    'model',
    'x\ty',
    'p #q',
  ];
  const text = formatIds(texts);
  expect(text.split('\n')).toEqual([...texts.slice(0, 5), '# {"id":"c/d"', '# model', '# x y', '# p #q', '']);
  const ids = await readIds(Buffer.from(text), 'failed.txt');
  expect(ids.map((id) => id.text)).toEqual(texts.slice(0, 5));
  expect(formatIds([])).toBe('');
});
