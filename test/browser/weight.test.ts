import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startChromium } from '../chromium.ts';
import { openSite, SHOWN, type Site } from './open-site.ts';

const MOST_BYTES = 100_000;
const RUNS = 7;

let site: Site;
let browser: Browser;
beforeAll(async () => {
  site = await openSite();
  browser = await startChromium();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

async function share(id: string): Promise<string> {
  const answer = await site.app.inject({
    method: 'POST',
    url: '/api/notebook/generate',
    headers: { host: new URL(site.url).host },
    payload: { hf_model_id: id, options: { snippets: 'all' } },
  });
  expect(answer.statusCode, `${id}: ${answer.body}`).toBe(201);
  return answer.json().share_url;
}

/** Total size of all response bodies of a page as transferred, in a browser with an empty cache. */
async function weigh(url: string): Promise<{ bytes: number; requests: number; paintMs: number }> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const sizes: Promise<number>[] = [];
  page.on('response', (response) => {
    sizes.push(
      response
        .request()
        .sizes()
        .then(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize),
    );
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  const paintMs = await page.evaluate<number>(
    `performance.getEntriesByName('first-contentful-paint')[0].startTime`,
  );
  const all = await Promise.all(sizes);
  await context.close();
  return { bytes: all.reduce((sum, size) => sum + size, 0), requests: all.length, paintMs };
}

test('all requests of an ordinary share page add up to less than 100 kB', async () => {
  const weights: [string, number][] = [];
  for (const { id } of SHOWN.slice(0, 12)) weights.push([id, (await weigh(await share(id))).bytes]);
  weights.sort(([, a], [, b]) => b - a);
  const heavy = weights.filter(([, bytes]) => bytes >= MOST_BYTES);
  const [heaviest, lightest] = [weights[0]!, weights.at(-1)!];
  console.log(
    `share pages: ${lightest[1]} to ${heaviest[1]} bytes (${heaviest[0]}), of ${weights.length} models`,
  );
  expect(heavy).toEqual([]);
}, 300_000);

test('reports the first contentful paint', async () => {
  const url = await share('acorn-labs/tiny-poet');
  const paints: number[] = [];
  for (let run = 0; run < RUNS; run++) paints.push((await weigh(url)).paintMs);
  paints.sort((a, b) => a - b);
  console.log(
    `first contentful paint of a share page: median ${paints[RUNS >> 1]!.toFixed(0)} ms, worst ${paints.at(-1)!.toFixed(0)} ms of ${RUNS} (target 500)`,
  );
  expect(paints.every((ms) => ms > 0)).toBe(true);
});
