import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderNotebook } from '../../src/server/pages/render-notebook.ts';
import type { CheckedCell } from '../../src/share/check-notebook.ts';
import { startCpuClock } from '../cpu-time.ts';
import { type AppWithHub, notebookText, openAppWithHub } from './open-app.ts';

let opened: AppWithHub;
beforeAll(async () => {
  opened = await openAppWithHub();
});
afterAll(() => opened.close());

const NOTICE = 'some parts are plain text or left out';
const markdown = (source: string) => ({ cell_type: 'markdown' as const, metadata: {}, source });
const code = (source: string, outputs: { output_type: string }[] = []) => ({
  cell_type: 'code' as const,
  metadata: {},
  source,
  execution_count: 1,
  outputs,
});
const stream = (text: string) => ({ output_type: 'stream', name: 'stdout', text });
const table = (columns: number, rows: number, row = '|') =>
  `${'|a'.repeat(columns)}|\n${'|-'.repeat(columns)}|\n${`${row}\n`.repeat(rows)}`;

/** Each of these took seconds to minutes, on every view, in the process that handles all requests. */
test.each<[string, CheckedCell[]]>([
  ['a table of 100 columns and 10,000 rows', [markdown(table(100, 10_000))]],
  ['a table of 300 columns and 45,000 rows', [markdown(table(300, 45_000))]],
  ['25 cells of 1,1,1', Array.from({ length: 25 }, () => code('1,'.repeat(95_000)))],
  ['25 cells of ((((', Array.from({ length: 25 }, () => code('('.repeat(190_000)))],
  [
    '100,000 tiny outputs',
    [
      code(
        '1',
        Array.from({ length: 100_000 }, () => stream('a')),
      ),
    ],
  ],
])('%s are shown in part, and take no CPU time in the server process', async (_, cells) => {
  const payload = notebookText({ cells });
  const cpuMs = startCpuClock();
  const answer = await opened.app.inject({
    method: 'POST',
    url: '/api/notebook',
    headers: { 'content-type': 'application/json' },
    payload,
  });
  expect(answer.statusCode).toBe(201);
  for (let views = 0; views < 3; views++) {
    const page = await opened.app.inject(`/s/${answer.json().share_id}`);
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain(NOTICE);
    expect(page.body.length).toBeLessThan(5_000_000);
  }
  expect(cpuMs()).toBeLessThan(1_500);
});

const render = (cells: CheckedCell[], plain = false) => renderNotebook(cells, { plain }).text;

test.each<[string, CheckedCell[], string, boolean]>([
  ['an ordinary table', [markdown(table(5, 100, '|1|2|3|4|5|'))], '<td>5</td>', true],
  ['a table of 200 columns and 100 rows', [markdown(table(200, 100))], '<pre>|a|a', false],
  ['the table in a quote', [markdown(table(200, 100).replace(/^/gm, '> '))], '<pre>&gt; |a', false],
  [
    'two tables with a blank line between',
    [markdown(`${table(9, 400)}\n${table(9, 400)}`)],
    '<td></td>',
    true,
  ],
  [
    'lines with many pipes outside tables',
    [markdown(`${'a | b | '.repeat(20)}\n`.repeat(200))],
    '<p>a |',
    true,
  ],
  ['40 stars', [markdown(`${'*'.repeat(40)}a`)], '<p>****', true],
  ['a book of Markdown', [markdown('**word** '.repeat(12_000))], '<pre>**word**', false],
  ['ordinary code', [code('x = f(1)\n'.repeat(2_000))], '<span class="n">1</span>', true],
  ['40,000 tokens of code', [code('1,'.repeat(20_000))], '<code>1,1,', false],
  ['200 nested brackets', [code(`${'('.repeat(200)}1${')'.repeat(200)}`)], '<span class="n">1</span>', true],
  ['201 nested brackets', [code(`${'('.repeat(201)}1${')'.repeat(201)}`)], '(1)', false],
  ['1,000 outputs', [code('1', Array(1_000).fill(stream('a')))], '>a</pre>', true],
  ['1,001 outputs', [code('1', Array(1_001).fill(stream('a')))], '>a</pre>', false],
  ['a long output', [code('1', [stream('a'.repeat(20_001))])], `${'a'.repeat(20_000)}</pre>`, false],
  ['600 cells', Array.from({ length: 600 }, () => markdown('**a**')), '<pre>**a**</pre>', false],
])('%s', (_, cells, shown, isWhole) => {
  const page = render(cells);
  expect([page.includes(shown), !page.includes(NOTICE)]).toEqual([true, isWhole]);
});

test('as plain text, a notebook keeps its text and its images', () => {
  const image = { output_type: 'display_data', data: { 'image/png': 'iVBORw0KGgo=' } };
  const page = render([markdown('**a** <b>'), code('x = 1', [stream('out'), image])], true);
  expect(page).toContain('<pre>**a** &lt;b&gt;</pre>');
  expect(page).toContain('<code>x = 1</code>');
  expect(page).toContain('>out</pre>');
  expect(page).toContain('data:image/png;base64,iVBORw0KGgo=');
  expect(page).toContain(NOTICE);
});
