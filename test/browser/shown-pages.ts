import type { Page } from 'playwright-core';
import { notebookText } from '../server/open-app.ts';
import { openSite, type Site } from './open-site.ts';

/** The pages in the pictures, which axe also checks. */
export interface ShownPage {
  name: string;
  /** Opens the page and waits until it is ready. */
  open(page: Page): Promise<unknown>;
}

export interface ShownPages {
  pages: ShownPage[];
  close(): Promise<void>;
}

const START = Date.parse('2026-11-24T10:00:00Z');
const MODEL = 'acorn-labs/tiny-poet';
const PUBLIC = ['birch-nlp/ner-finch', 'hazel-vision/detr-crumb', 'kelp-audio/whisper-pebble', MODEL];

/** Servers in every state that has a page. */
export async function openShownPages(): Promise<ShownPages> {
  let now = START;
  const site = await openSite(undefined, { now: () => now });
  const limited = await openSite(undefined, { limits: { writes: 0, all: 1e6 } });
  const broken = await openSite();
  const alone = await openSite();

  let shareId = '';
  for (const [at, id] of PUBLIC.entries()) {
    now += 40 * 60_000;
    shareId = await generate(site, id);
    for (let count = 0; count < at * at; count++)
      await site.app.inject({ url: `/api/notebook/download/${shareId}` });
  }
  const uploaded = await site.upload(notebookText());
  const expired = await site.upload(notebookText(), '?ttl=60');
  now += 3_600_000;
  await broken.breakStore();
  await alone.hub.close();

  const at = (address: string) => (page: Page) => page.goto(address);
  const press = (page: Page) =>
    page.getByRole('button', { name: `Generate notebook for ${MODEL}`, exact: true });
  return {
    pages: [
      { name: 'home', open: at(site.url) },
      { name: 'generate', open: at(`${site.url}/generate`) },
      { name: 'search', open: at(`${site.url}/generate?q=tiny&category=text`) },
      { name: 'search-empty', open: at(`${site.url}/generate?q=nothing-like-this`) },
      { name: 'share', open: at(`${site.url}/s/${shareId}`) },
      { name: 'share-uploaded', open: at(`${site.url}/s/${uploaded}`) },
      { name: 'gallery', open: at(`${site.url}/gallery`) },
      { name: 'gallery-downloads', open: at(`${site.url}/gallery?sort=downloads`) },
      { name: 'gallery-empty', open: at(`${limited.url}/gallery`) },
      { name: 'api', open: at(`${site.url}/api/docs`) },
      { name: 'not-found', open: at(`${site.url}/s/AAAAAAAAAAAAAAAAAAAAAA`) },
      { name: 'expired', open: at(`${site.url}/s/${expired}`) },
      {
        name: 'limit',
        async open(page) {
          await page.goto(`${limited.url}/generate`);
          // Bypasses the script, as a browser without JavaScript does.
          await page
            .locator('form[data-generate]')
            .first()
            .evaluate((form: unknown) => (form as { submit(): void }).submit());
          await page.getByRole('heading', { name: 'Too many requests' }).waitFor();
        },
      },
      { name: 'store-down', open: at(`${broken.url}/s/${shareId}`) },
      { name: 'hub-down', open: at(`${alone.url}/generate?q=whisper`) },
      {
        name: 'making',
        async open(page) {
          const heal = site.hub.setFault(`/${MODEL}/resolve`, { kind: 'latency', ms: 1e9 });
          await page.goto(`${site.url}/generate?q=tiny-poet`);
          await press(page).click();
          page.once('close', heal);
          await page.getByText('Reading the model card').and(page.locator('.now')).waitFor();
        },
      },
      {
        name: 'unshared',
        async open(page) {
          await page.goto(`${broken.url}/generate?q=tiny-poet`);
          await press(page).click();
          await page.getByText('Share temporarily unavailable').waitFor();
        },
      },
      {
        name: 'kept',
        async open(page) {
          await page.goto(`${broken.url}/generate?q=tiny-poet`);
          await press(page).click();
          await page.getByText('Share temporarily unavailable').waitFor();
          await page.reload();
          await page.getByRole('region', { name: 'Saved in this browser' }).waitFor();
        },
      },
    ],
    close: async () => {
      await Promise.all([site, limited, broken].map((one) => one.close()));
      await alone.close();
    },
  };
}

async function generate(site: Site, id: string): Promise<string> {
  const answer = await site.app.inject({
    method: 'POST',
    url: '/api/notebook/generate',
    payload: { hf_model_id: id, options: { visibility: 'public' } },
  });
  if (answer.statusCode !== 201) throw new Error(`${id}: ${answer.statusCode} ${answer.body}`);
  return answer.json().share_id as string;
}
