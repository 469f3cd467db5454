import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startChromium } from '../chromium.ts';
import { openShownPages, type ShownPages } from './shown-pages.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDTHS = { 390: 844, 1280: 860 } as const;
const SCHEMES = ['light', 'dark'] as const;
const LOOKS = Object.entries(WIDTHS).flatMap(([width, height]) =>
  SCHEMES.map((scheme) => ({ width: Number(width), height, scheme })),
);
/** The folder for pictures of the pages (docs/images/pages). If it is not set, none are taken. */
const pictures = process.env.ALACARD_PAGE_PICTURES;
/** The pictures that the docs show. */
const PICTURED = new Set(
  'home generate search share share-uploaded gallery api not-found expired limit store-down hub-down making unshared'.split(
    ' ',
  ),
);

/** In the browser. */
declare const axe: { run(options: object): Promise<AxeResults> };
declare const document: { documentElement: { scrollWidth: number; clientWidth: number } };

let shown: ShownPages;
let browser: Browser;
beforeAll(async () => {
  shown = await openShownPages();
  browser = await startChromium();
  if (pictures !== undefined) mkdirSync(pictures, { recursive: true });
});
afterAll(async () => {
  await browser?.close();
  await shown?.close();
});

describe.each(LOOKS)('at $width pixels, $scheme', ({ width, height, scheme }) => {
  test('axe finds no serious fault on any page, and no page is wider than the window', async () => {
    const found: Record<string, string[]> = {};
    for (const { name, open } of shown.pages) {
      // The policy of the pages would refuse axe itself.
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: scheme,
        reducedMotion: 'reduce',
        bypassCSP: true,
      });
      const page = await context.newPage();
      await open(page);
      const faults = await findFaults(page);
      if (faults.length > 0) found[name] = faults;
      if (pictures !== undefined && PICTURED.has(name))
        await takePicture(page, join(pictures, `${name}-${width}-${scheme}.webp`));
      await context.close();
    }
    expect(found).toEqual({});
    expect(shown.pages.length).toBeGreaterThan(10);
  });
});

async function findFaults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => axe.run({ resultTypes: ['violations'] }));
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  return [
    ...violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`),
    ...(wide > 0 ? [`wider than the window by ${wide}`] : []),
  ];
}

async function takePicture(page: Page, path: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 55 });
  writeFileSync(path, Buffer.from(data, 'base64'));
}
