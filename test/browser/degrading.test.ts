import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startChromium } from '../chromium.ts';
import { openSite, type Site } from './open-site.ts';
import { type Watch, watchPages } from './watch-page.ts';

const MODEL = 'acorn-labs/tiny-poet';

let browser: Browser;
let site: Site;
let context: BrowserContext;
let page: Page;
let watch: Watch;
let now: number;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  now = Date.parse('2026-11-24T10:00:00Z');
  site = await openSite(undefined, { now: () => now });
  context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  watch = watchPages(context, site.url);
  page = await context.newPage();
});
afterEach(async () => {
  await context.close();
  await site.close();
});

const make = (id: string) => page.getByRole('button', { name: `Generate notebook for ${id}`, exact: true });
const kept = () => page.getByRole('region', { name: 'Saved in this browser' });

async function readFirstDownload(press: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  expect(download.suggestedFilename()).toBe('alacard-tiny-poet.ipynb');
  return readFileSync(await download.path(), 'utf8');
}

describe('without the store', () => {
  test('the notebook is generated, returned, kept in the browser, and shared once the store is back', async () => {
    const heal = await site.breakStore();
    await page.goto(`${site.url}/generate?q=tiny-poet`);
    await make(MODEL).click();
    await page.getByText('Share temporarily unavailable').waitFor();
    const link = page.getByRole('dialog').getByRole('link', { name: 'Download .ipynb' });
    const text = await readFirstDownload(() => link.click());
    expect(JSON.parse(text).metadata.alacard.model).toBe(MODEL);
    await page.getByRole('button', { name: 'Close' }).click();

    for (const address of [page.url(), site.url, `${site.url}/api/docs`]) {
      await page.goto(address);
      await kept().getByText(MODEL).waitFor();
    }
    await page.reload();
    expect(await readFirstDownload(() => kept().getByRole('link').click())).toBe(text);

    await kept()
      .getByRole('button', { name: `Share ${MODEL}` })
      .click();
    await kept().getByText('Share temporarily unavailable: the share store is unavailable').waitFor();
    expect(watch.complaints.splice(0)).toEqual([expect.stringContaining('503')]);

    heal();
    await kept()
      .getByRole('button', { name: `Share ${MODEL}` })
      .click();
    await page.waitForURL(/\/s\/[\w-]{22}$/);
    expect(await kept().count()).toBe(0);
    expect(await readFirstDownload(() => page.getByRole('link', { name: 'Download .ipynb' }).click())).toBe(
      text,
    );
    expect(watch).toEqual({ complaints: [], strangers: [] });
  });

  test('a kept notebook can be removed', async () => {
    const heal = await site.breakStore();
    await page.goto(`${site.url}/generate?q=tiny-poet`);
    await make(MODEL).click();
    await page.getByText('Share temporarily unavailable').waitFor();
    await page.reload();
    await kept()
      .getByRole('button', { name: `Remove ${MODEL}` })
      .click();
    expect(await kept().count()).toBe(0);
    await page.reload();
    await make(MODEL).waitFor();
    expect(await kept().count()).toBe(0);
    heal();
  });

  test('a browser without JavaScript gets the file itself', async () => {
    const heal = await site.breakStore();
    const plain = await browser.newContext({ javaScriptEnabled: false });
    page = await plain.newPage();
    await page.goto(`${site.url}/generate?q=tiny-poet`);
    const text = await readFirstDownload(() => make(MODEL).click());
    expect(JSON.parse(text).metadata.alacard.model).toBe(MODEL);
    await plain.close();
    heal();
  });

  test('the front page, the search and the API description still work; other pages report the problem', async () => {
    const heal = await site.breakStore();
    for (const address of ['/', '/generate', '/api/docs']) {
      expect((await page.goto(site.url + address))!.status()).toBe(200);
    }
    for (const address of ['/gallery', `/s/${'A'.repeat(22)}`]) {
      expect((await page.goto(site.url + address))!.status()).toBe(503);
      await page.getByRole('heading', { level: 1, name: 'Service unavailable' }).waitFor();
    }
    heal();
  });
});

describe('without the Hub', () => {
  const banner = () => page.getByText('The Hugging Face Hub is unavailable right now.');

  test.each([
    ['does not answer', { kind: 'hang' }],
    ['refuses', { kind: 'status', status: 503 }],
    ['has had enough', { kind: 'rate-limit' }],
  ] as const)('that %s: the built-in models, with a banner, within seconds', async (_, fault) => {
    site.hub.setFault('/', fault);
    const start = performance.now();
    await page.goto(site.url);
    expect(performance.now() - start).toBeLessThan(8_000);
    await banner().waitFor();
    await page.getByRole('searchbox').fill('openai-community/gpt2');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await banner().waitFor();
    await make('openai-community/gpt2').waitFor();
  });

  test('the last response is shown, then the built-in models', async () => {
    await page.goto(`${site.url}/generate?q=tiny-poet`);
    await make(MODEL).waitFor();
    expect(await banner().count()).toBe(0);
    await site.hub.close();
    now += 10 * 60_000;
    await page.reload();
    await banner().waitFor();
    await page.getByText('This list is cached.').waitFor();
    await make(MODEL).waitFor();
    now += 3 * 3_600_000;
    await page.reload();
    await page.getByText('These models are bundled with alacard.').waitFor();
    expect(await make(MODEL).count()).toBe(0);
  });

  test('a model in the snapshot still gets a notebook', async () => {
    await site.hub.close();
    await page.goto(`${site.url}/generate?q=openai-community/gpt2`);
    await make('openai-community/gpt2').click();
    await page.waitForURL(/\/s\/[\w-]{22}$/, { timeout: 60_000 });
    await page.getByRole('heading', { level: 1, name: 'gpt2' }).waitFor();
    expect(watch).toEqual({ complaints: [], strangers: [] });
  });
});
