import type { Browser, Locator, Page } from 'playwright-core';
import type { JupyterLab } from './jupyter-lab.ts';

/** Tall enough for a whole notebook, because JupyterLab draws only visible cells. */
const TALL = { width: 1240, height: 6000 };
/** JupyterLab needs a moment to lay out a window of another size. */
const SETTLE_MS = 1_000;

/** A notebook that is open in JupyterLab. */
export interface NotebookPage {
  page: Page;
  cells: Locator;
  codeCells: Locator;
  runAllCells(limitMs: number): Promise<void>;
  save(): Promise<void>;
  /** A picture of the whole notebook, without the empty space below. */
  takePicture(path: string): Promise<void>;
  /** A picture of a window of this height, with the end of the cell at the bottom. */
  takeWindowPicture(path: string, cell: Locator, height: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a file of the lab's folder, and waits until it is drawn as a notebook of these cells and has its kernel. */
export async function openNotebook(
  browser: Browser,
  lab: JupyterLab,
  path: string,
  notebook: { cells: readonly { cell_type: string }[] },
): Promise<NotebookPage> {
  const page = await browser.newPage({ viewport: TALL });
  await page.goto(`${lab.url}doc/tree/${encodeURIComponent(path)}?token=${lab.token}`);
  const cells = page.locator('.jp-Notebook .jp-Cell');
  const codeCells = page.locator('.jp-Notebook .jp-CodeCell');
  const idle = page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]');
  const drawn = page.locator('.jp-MarkdownCell .jp-MarkdownOutput');
  const texts = notebook.cells.filter((cell) => cell.cell_type === 'markdown');
  await cells.nth(notebook.cells.length - 1).waitFor({ timeout: 60_000 });
  await drawn.nth(texts.length - 1).waitFor({ timeout: 60_000 });
  await idle.waitFor({ timeout: 60_000 });

  const choose = async (menu: string, entry: RegExp) => {
    await page.getByRole('menuitem', { name: menu, exact: true }).click();
    await page.getByRole('menuitem', { name: entry }).click();
  };
  return {
    page,
    cells,
    codeCells,
    async runAllCells(limitMs) {
      await choose('Run', /^Run All Cells/);
      const until = Date.now() + limitMs;
      for (;;) {
        const dialog = page.locator('.jp-Dialog');
        if (await dialog.isVisible()) throw new Error(`JupyterLab says: ${await dialog.innerText()}`);
        const prompts = await codeCells.locator('.jp-InputPrompt').allInnerTexts();
        const isDone = prompts.every((prompt) => /^\[\d+\]:$/.test(prompt.trim()));
        if (isDone && (await idle.isVisible())) return;
        if (Date.now() > until) throw new Error(`still running: ${prompts.join(' ')}`);
        await page.waitForTimeout(250);
      }
    },
    async save() {
      await choose('File', /^Save Notebook(?! As)/);
      await page.locator('.jp-mod-dirty').waitFor({ state: 'detached' });
    },
    async takePicture(picture) {
      const last = (await cells.last().boundingBox())!;
      const clip = { x: 0, y: 0, width: TALL.width, height: Math.ceil(last.y + last.height + 24) };
      await page.screenshot({ path: picture, clip });
    },
    async takeWindowPicture(picture, cell, height) {
      await page.setViewportSize({ width: TALL.width, height });
      await cell.evaluate((element) => element.scrollIntoView({ block: 'end' }));
      await page.waitForTimeout(SETTLE_MS);
      await page.screenshot({ path: picture });
    },
    async close() {
      await page.close();
      for (const { id } of (await lab.ask('GET', 'kernels')) as { id: string }[]) {
        await lab.ask('DELETE', `kernels/${id}`);
      }
    },
  };
}
