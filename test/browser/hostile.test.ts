import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixtureModels } from '../../fixtures/fake-hub/models.ts';
import { startChromium } from '../chromium.ts';
import { fromSource, notebookText, TEST_WORKERS } from '../server/open-app.ts';
import { DEPARTURES, MARKDOWN, MARKUP, SPELLINGS } from './attacks.ts';
import { openSite, type Site } from './open-site.ts';
import { watchPages } from './watch-page.ts';

const TRUSTING = { ...TEST_WORKERS, ...fromSource(new URL('trusting-worker.ts', import.meta.url)) };

let browser: Browser;
let clean: Site;
let trusted: Site;
/** Another origin, which responds to every request with a script that leaves the mark. */
let stranger: Server;
let visitors: string[];
let away: string;
beforeAll(async () => {
  browser = await startChromium();
  clean = await openSite(fixtureModels);
  trusted = await openSite(undefined, { workers: TRUSTING });
  visitors = [];
  stranger = createServer((request, response) => {
    visitors.push(request.url!);
    response.writeHead(200, { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' });
    response.end('window.__pwned=1');
  });
  await new Promise<void>((done) => stranger.listen(0, '127.0.0.1', done));
  away = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await browser?.close();
  await clean?.close();
  await trusted?.close();
  stranger?.close();
});

const aim = (attack: string, self = 'A'.repeat(22)) =>
  attack.replaceAll('{away}', away).replaceAll('{self}', self);

const code = (source: string, outputs: unknown[] = []) => ({
  cell_type: 'code',
  metadata: {},
  source,
  execution_count: 1,
  outputs,
});
const markdown = (source: string) => ({ cell_type: 'markdown', metadata: {}, source });

/** Every way in which a code cell can contain untrusted text. */
const outputs = (text: string) => [
  { output_type: 'stream', name: text, text },
  { output_type: 'error', ename: text, evalue: text, traceback: [text] },
  {
    output_type: 'display_data',
    metadata: { [text]: text },
    data: { 'text/html': text, 'image/svg+xml': text, 'application/javascript': text, 'text/plain': text },
  },
  { output_type: 'display_data', metadata: {}, data: { 'text/markdown': text, 'text/latex': text } },
  { output_type: 'display_data', metadata: {}, data: { 'image/png': text } },
  { output_type: 'execute_result', execution_count: 1, metadata: {}, data: { 'image/jpeg': [text, text] } },
];

interface Visited {
  /** The mark of a script that ran. */
  pwned: unknown;
  /** Dialogs and exceptions. Policy violations are expected if the sanitizer is off. */
  dialogs: string[];
  /** Requests that reached another origin. */
  visitors: string[];
}

/** Opens a page and interacts with everything on it. */
async function provoke(
  url: string,
  options: { bypassCSP?: boolean; inspect?(page: Page): Promise<void> } = {},
): Promise<Visited> {
  const context = await browser.newContext({ bypassCSP: options.bypassCSP ?? false });
  const { complaints } = watchPages(context, new URL(url).origin);
  visitors.length = 0;
  const page = await context.newPage();
  await page.goto(url, { waitUntil: 'load' });
  await options.inspect?.(page);
  await page.evaluate(`(() => {
    for (const element of document.querySelectorAll('article, article *, [data-press]')) {
      for (const type of ['mouseover', 'focus', 'toggle', 'animationstart'])
        element.dispatchEvent(new Event(type, { bubbles: true }));
    }
    const links = document.querySelectorAll('[data-press], article a[href]:not([href^="http"])');
    for (const link of links) link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
  })()`);
  await page.waitForTimeout(60);
  const pages = context.pages();
  const marks = await Promise.all(pages.map((one) => one.evaluate('window.__pwned').catch(() => undefined)));
  await context.close();
  return {
    pwned: marks.find((mark) => mark !== undefined),
    dialogs: complaints.filter((text) => text.startsWith('dialog')),
    visitors: [...visitors],
  };
}

const HARMLESS: Visited = { pwned: undefined, dialogs: [], visitors: [] };

describe('with the sanitizer', () => {
  /** No untrusted text becomes an element or an attribute that loads or runs anything. */
  async function expectTame(page: Page): Promise<void> {
    const found = await page.evaluate<Record<string, string[]>>(`(() => {
      const all = [...document.querySelectorAll('article *')];
      return {
        elements: all.map((one) => one.localName).filter((name) => /^(?:script|iframe|object|embed|svg|math|style|link|meta|base|form|template|video|audio|xmp|input)$/.test(name)),
        handlers: [...document.querySelectorAll('*')].flatMap((one) => [...one.attributes].map(({ name }) => name)).filter((name) => /^on|^style$/.test(name)),
        addresses: all.flatMap((one) => ['href', 'src', 'action', 'xlink:href'].map((name) => one.getAttribute(name) ?? 'https:')).filter((url) => !/^(?:https?:|data:image\\/(?:png|jpeg);base64,)/.test(url)),
        scripts: [...document.scripts].map((one) => one.src).filter((src) => src !== location.origin + '/assets/app.js'),
      };
    })()`);
    expect(found).toEqual({ elements: [], handlers: [], addresses: [], scripts: [] });
  }

  test.each([
    ['Markdown cells', (text: string) => [markdown(text)]],
    ['code cells and their outputs', (text: string) => [code(text, outputs(text))]],
    ['raw cells', (text: string) => [{ cell_type: 'raw', metadata: { [text]: text }, source: text }]],
  ])('%s run nothing, load nothing, lead nowhere', async (_, toCells) => {
    const attacks = [
      ...MARKUP,
      ...DEPARTURES,
      ...MARKDOWN,
      ...SPELLINGS.map((url) => `<a href="${url}">x</a>`),
    ];
    const id = await clean.upload(notebookText({ cells: attacks.flatMap((attack) => toCells(aim(attack))) }));
    expect(await provoke(`${clean.url}/s/${id}`, { inspect: expectTame })).toEqual(HARMLESS);
  });

  test('nor does notebook metadata', async () => {
    for (const attack of [MARKUP[0]!, MARKUP[7]!, `" autofocus onfocus="window.__pwned=1`]) {
      const id = await clean.upload(
        notebookText({ alacard: { [attack]: attack, title: attack, warnings: [attack] } }),
        '?visibility=public',
      );
      expect(await provoke(`${clean.url}/s/${id}`, { inspect: expectTame })).toEqual(HARMLESS);
    }
    expect(await provoke(`${clean.url}/gallery`)).toEqual(HARMLESS);
  });

  test('nor do hostile models, as cards and as notebooks', async () => {
    for (const [at, attack] of MARKUP.slice(0, 20).entries()) {
      clean.hub.addModel({
        id: `mallory/card-${at}`,
        readme: `# ${attack}\n\n[x](javascript:window.__pwned=1)\n`,
        info: {
          pipeline_tag: aim(attack),
          library_name: aim(attack),
          tags: [aim(attack), `license:${aim(attack)}`],
          downloads: 9e9,
          likes: 1,
        },
      });
    }
    const words = encodeURIComponent('"><script>window.__pwned=1</script>');
    for (const address of [
      '/',
      '/generate?q=mallory',
      `/generate?q=${words}`,
      `/generate?category=${words}`,
      `/${words}`,
    ]) {
      expect(await provoke(clean.url + address, { inspect: expectTame })).toEqual(HARMLESS);
    }
    const hostile = fixtureModels.filter(
      ({ id, faults, disabled }) => id.startsWith('mallory/') && !faults && !disabled,
    );
    expect(hostile.length).toBeGreaterThan(5);
    for (const id of [...hostile.map((model) => model.id), 'mallory/card-0', 'mallory/card-7']) {
      const made = await clean.app.inject({
        method: 'POST',
        url: '/api/notebook/generate',
        headers: { host: new URL(clean.url).host },
        payload: { hf_model_id: id },
      });
      expect(made.statusCode, `${id}: ${made.body}`).toBe(201);
      expect(await provoke(made.json().share_url, { inspect: expectTame }), id).toEqual(HARMLESS);
    }
  });
});

describe('without the sanitizer', () => {
  const attacks = [...MARKUP, ...SPELLINGS.map((url) => `<a href="${url}" data-press>x</a>`)];

  test('the policy alone keeps every script from running and every request from leaving', async () => {
    const harmful: Record<string, Visited> = {};
    let shared = await trusted.upload(notebookText());
    for (const attack of attacks) {
      shared = await trusted.upload(
        notebookText({ cells: [markdown(aim(attack, shared)), code(aim(attack, shared))] }),
      );
      const visited = await provoke(`${trusted.url}/s/${shared}`);
      if (JSON.stringify(visited) !== JSON.stringify(HARMLESS)) harmful[attack] = visited;
    }
    expect(harmful).toEqual({});
  });

  test('without the policy too, many scripts run', async () => {
    let live = 0;
    const sample = MARKUP.filter((_, at) => at % 3 === 0);
    for (const attack of sample) {
      const id = await trusted.upload(notebookText({ cells: [markdown(aim(attack)), code(aim(attack))] }));
      const { pwned, visitors: came } = await provoke(`${trusted.url}/s/${id}`, { bypassCSP: true });
      if (pwned !== undefined || came.length > 0) live++;
    }
    console.log(`${live} of ${sample.length} attacks work in a page without the sanitizer and the policy`);
    expect(live).toBeGreaterThan(sample.length / 2);
  });
});
