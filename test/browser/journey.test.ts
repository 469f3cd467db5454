import { type ChildProcess, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Download, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { startChromium } from '../chromium.ts';
import { createSandbox, type Sandbox } from '../e2e/run-alacard.ts';
import { giveLibsql } from '../e2e/start-server.ts';
import { hasPython, PYTHON } from '../heavy/python.ts';
import { SHOWN } from './open-site.ts';
import { type Watch, watchPages } from './watch-page.ts';

const MODEL = 'acorn-labs/tiny-poet';

let hub: FakeHub;
let sandbox: Sandbox;
let server: ChildProcess;
let url: string;
let browser: Browser;
beforeAll(async () => {
  hub = await startFakeHub({ models: SHOWN, quotas: { api: 1e6, resolvers: 1e6, pages: 1e6 } });
  sandbox = createSandbox(hub.url);
  giveLibsql();
  const started = sandbox.start(['serve', '--port', '0', '--data-dir', join(sandbox.cwd, 'data')]);
  server = started.child;
  url = await new Promise((found, fail) => {
    server.stdout!.once('data', (line: string) => found(line.trim()));
    started.done.then(({ stderr }) => fail(new Error(stderr)), fail);
  });
  browser = await startChromium();
});
afterAll(async () => {
  await browser?.close();
  server?.kill('SIGTERM');
  await hub?.close();
  sandbox?.remove();
});

/** Opens a separate window. At the end of the test, it must have no errors and no requests to other origins. */
async function visit(
  options: Parameters<Browser['newContext']>[0],
  look: (page: Page, context: BrowserContext) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  const watch: Watch = watchPages(context, url);
  const page = await context.newPage();
  await look(page, context);
  await context.close();
  expect(watch).toEqual({ complaints: [], strangers: [] });
}

async function readDownload(download: Download): Promise<{ name: string; bytes: Buffer }> {
  const folder = mkdtempSync(join(tmpdir(), 'alacard-download-'));
  const path = join(folder, 'file.ipynb');
  await download.saveAs(path);
  const bytes = readFileSync(path);
  if (hasPython('nbformat')) {
    const check =
      'import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], as_version=nbformat.NO_CONVERT))';
    execFileSync(PYTHON, ['-W', 'error', '-c', check, path], { stdio: ['ignore', 'ignore', 'pipe'] });
  }
  rmSync(folder, { recursive: true });
  return { name: download.suggestedFilename(), bytes };
}

/** Clicks the button on the share page, and compares the result with that of the command on the page. */
async function downloadAndCompare(page: Page): Promise<void> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download .ipynb' }).click(),
  ]);
  const { name, bytes } = await readDownload(download);
  expect(name).toBe('alacard-tiny-poet.ipynb');
  const command = (await page.locator('pre.command').innerText()).trim().split(' ');
  expect(command.slice(0, 3)).toEqual(['npx', 'alacard', 'generate']);
  const made = await sandbox.run([...command.slice(2), '-o', 'same.ipynb', '--force']);
  expect(made.code, made.stderr).toBe(0);
  expect(bytes.equals(readFileSync(join(sandbox.cwd, 'same.ipynb')))).toBe(true);
  const plain = await sandbox.run(['generate', MODEL, '-o', 'plain.ipynb', '--force']);
  expect(plain.code, plain.stderr).toBe(0);
  expect(bytes.equals(readFileSync(join(sandbox.cwd, 'plain.ipynb')))).toBe(true);
}

const hasFocus = async (one: Locator) => (await one.and(one.page().locator(':focus')).count()) === 1;
const button = (page: Page) =>
  page.getByRole('button', { name: `Generate notebook for ${MODEL}`, exact: true });

describe('home, search, generate, share page, download', () => {
  test('with JavaScript: finds a model during typing and shows the steps of generation', async () => {
    await visit({}, async (page) => {
      await page.goto(url);
      await page.getByRole('searchbox').fill('tiny-poet');
      await page.getByRole('button', { name: 'Search', exact: true }).click();
      await page.waitForURL(/\/generate\?q=tiny-poet/);
      await page.getByRole('searchbox').fill('');
      await page.getByRole('searchbox').pressSequentially('ner-finch');
      await page.getByRole('heading', { name: 'ner-finch' }).waitFor();
      await expect
        .poll(() =>
          page
            .getByRole('listitem')
            .filter({ has: page.locator('form') })
            .count(),
        )
        .toBe(1);
      expect(page.url()).toContain('q=ner-finch');
      await page.getByRole('searchbox').fill('tiny-poet');
      await button(page).waitFor();

      const heal = hub.setFault(`/${MODEL}/resolve`, { kind: 'latency', ms: 1_000 });
      const steps: string[] = [];
      await page.exposeFunction('noteStep', (step: string) => steps.push(step));
      await page.evaluate(`new MutationObserver(() => {
        const now = document.querySelector('dialog li.now');
        if (now !== null) noteStep(now.textContent);
      }).observe(document.body, { subtree: true, childList: true, attributes: true })`);
      await button(page).click();
      await page.getByText('Reading the model card').and(page.locator('.now')).waitFor();
      await page.waitForURL(/\/s\/[\w-]{22}$/);
      heal();
      expect(steps).toContain('Reading the metadata');
      expect(steps).toContain('Creating the link');

      await page.getByRole('heading', { level: 1, name: 'tiny-poet' }).waitFor();
      expect(await page.getByText(/^0 downloads/).count()).toBe(1);
      expect(await page.getByText("the author's own, from the model card").count()).toBe(1);
      await downloadAndCompare(page);
      await page.reload();
      expect(await page.getByText(/^1 download,/).count()).toBe(1);
      const kaggle = await page.getByRole('link', { name: 'Open in Kaggle' }).getAttribute('href');
      expect(new URL(kaggle!).searchParams.get('src')).toMatch(`${url}/api/notebook/download/`);
    });
  });

  test('with JavaScript off', async () => {
    await visit({ javaScriptEnabled: false }, async (page) => {
      await page.goto(url);
      await page.getByRole('searchbox').fill('tiny-poet');
      await page.getByLabel('Category').selectOption('text');
      await page.getByRole('button', { name: 'Search', exact: true }).click();
      await page.waitForURL(/q=tiny-poet&category=text/);
      await button(page).click();
      await page.waitForURL(/\/s\/[\w-]{22}$/);
      expect(await page.getByRole('button', { name: 'Copy' }).count()).toBe(0);
      await downloadAndCompare(page);
    });
  });

  test('with only the keyboard', async () => {
    await visit({}, async (page) => {
      await page.goto(url);
      const focused = () =>
        page.evaluate<{ name: string; isVisible: boolean }>(`(() => {
          const { activeElement: element } = document;
          const { outlineStyle, outlineWidth } = getComputedStyle(element);
          const isVisible = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
          return { name: element.textContent.trim() || element.name, isVisible };
        })()`);
      const names: string[] = [];
      for (let at = 0; at < 9; at++) {
        await page.keyboard.press('Tab');
        const { name, isVisible } = await focused();
        expect(isVisible, `the focus on ${name} is seen`).toBe(true);
        names.push(name);
      }
      const [first] = await page.locator('.card h3').allInnerTexts();
      expect(names.slice(0, 6)).toEqual(['Skip to content', 'alacard', 'Generate', 'Gallery', 'API', 'q']);
      expect(names.slice(7)).toEqual(['Search', expect.stringContaining(`/${first}`)]);

      await page.reload();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(await page.locator('main:focus').count()).toBe(1);
      await page.keyboard.press('Tab');
      await page.keyboard.type('tiny-poet');
      await page.keyboard.press('Enter');
      await page.waitForURL(/q=tiny-poet/);
      await button(page).waitFor();
      for (let at = 0; at < 30 && !(await hasFocus(button(page))); at++) await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/s\/[\w-]{22}$/);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        (async () => {
          for (let at = 0; at < 30; at++) {
            await page.keyboard.press('Tab');
            if ((await focused()).name === 'Download .ipynb') return page.keyboard.press('Enter');
          }
        })(),
      ]);
      expect(download.suggestedFilename()).toBe('alacard-tiny-poet.ipynb');
    });
  });
});

test('back, forward and reload show what was there', async () => {
  await visit({}, async (page) => {
    await page.goto(`${url}/generate?q=tiny-poet`);
    await button(page).click();
    await page.waitForURL(/\/s\//);
    const share = page.url();
    await page.goBack();
    expect(await page.getByRole('searchbox').inputValue()).toBe('tiny-poet');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await button(page).isEnabled()).toBe(true);
    await page.goForward();
    expect(page.url()).toBe(share);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'tiny-poet' }).waitFor();
  });
});

test('generation can be canceled, and the focus returns', async () => {
  await visit({}, async (page) => {
    const heal = hub.setFault('/birch-nlp/ner-finch/resolve', { kind: 'latency', ms: 60_000 });
    await page.goto(`${url}/generate?q=ner-finch`);
    const make = page.getByRole('button', { name: 'Generate notebook for birch-nlp/ner-finch' });
    await make.focus();
    await page.keyboard.press('Enter');
    await page.locator('dialog .now').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect(await hasFocus(make)).toBe(true);
    heal();
  });
});

test('reports a missing model and what to do', async () => {
  await visit({}, async (page) => {
    await page.goto(`${url}/generate?q=tiny-poet`);
    await page
      .locator('input[name=hf_model_id]')
      .first()
      .evaluate((input) => {
        (input as unknown as { value: string }).value = 'acorn-labs/tiny-poem';
      });
    await page
      .getByRole('button', { name: /^Generate notebook/ })
      .first()
      .click();
    await page.getByText('Could not generate the notebook').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });
});

test('commands and cells are copied unchanged', async () => {
  await visit({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await page.goto(`${url}/generate?q=tiny-poet`);
    await button(page).click();
    await page.waitForURL(/\/s\//);
    const copied = () => page.evaluate<string>('navigator.clipboard.readText()');
    await page.getByRole('button', { name: 'Copy' }).first().click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await copied()).toMatch(/^npx alacard generate acorn-labs\/tiny-poet@[0-9a-f]{40}$/);
    await page.locator('.cell.code .copy').last().click();
    const notebook = await (
      await page.request.get(page.url().replace('/s/', '/api/notebook/download/'))
    ).json();
    const cells = notebook.cells as { cell_type: string; source: string | string[] }[];
    const last = cells.filter(({ cell_type }) => cell_type === 'code').at(-1)!.source;
    expect(await copied()).toBe([last].flat().join('').trimEnd());
  });
});
