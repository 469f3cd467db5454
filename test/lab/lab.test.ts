import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modelsFromWeights } from '../../fixtures/fake-hub/from-weights.ts';
import { type FakeHub, startFakeHub } from '../../fixtures/fake-hub/server.ts';
import { startChromium } from '../chromium.ts';
import { createSandbox, type Sandbox } from '../e2e/run-alacard.ts';
import { type JupyterLab, startJupyterLab } from './jupyter-lab.ts';
import { type NotebookPage, openNotebook } from './notebook-page.ts';

interface Cell {
  cell_type: string;
  id: string;
  source: string | string[];
  execution_count?: number | null;
  outputs?: { output_type: string; name?: string; text?: string[]; evalue?: string }[];
}
interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown>;
}

/** The output that cell 6 must show for each model. */
const MODELS: [name: string, shows: (output: Locator) => Promise<void>][] = [
  [
    'text-generation.chat',
    async (output) => {
      expect(await output.allInnerTexts()).toContainEqual(
        expect.stringMatching(/^\s*user:.*\nassistant: \S/),
      );
    },
  ],
  [
    'image-segmentation',
    async (output) => {
      const width = output.locator('img').evaluate(async (image: unknown) => {
        const picture = image as { decode(): Promise<void>; naturalWidth: number };
        await picture.decode();
        return picture.naturalWidth;
      });
      expect(await width).toBe(480);
    },
  ],
  [
    'text-to-speech',
    async (output) => {
      const length = output.locator('audio').evaluate(async (audio: unknown) => {
        const sound = audio as { duration: number };
        while (!(sound.duration > 0)) await new Promise((next) => setTimeout(next, 50));
        return sound.duration;
      });
      expect(await length).toBeGreaterThan(0.01);
    },
  ],
];
const NAMES = MODELS.map(([name]) => name);

/** A card with an author's example for the chat model. The other models have none. */
const CHAT_EXAMPLE = `## How to use

\`\`\`python
from transformers import AutoModelForCausalLM, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("tiny/text-generation.chat")
model = AutoModelForCausalLM.from_pretrained("tiny/text-generation.chat")

messages = [{"role": "user", "content": "Who are you?"}]
inputs = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_tensors="pt", return_dict=True)
outputs = model.generate(**inputs, max_new_tokens=24)
print(tokenizer.decode(outputs[0], skip_special_tokens=True))
\`\`\`
`;

/** In the browser. */
declare function getComputedStyle(element: unknown): { color: string };

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The folder for pictures of the notebooks (docs/images). If it is not set, none are taken. */
const pictures = process.env.ALACARD_PICTURES;
const RUN_MS = 420_000;

let hub: FakeHub;
let sandbox: Sandbox;
let lab: JupyterLab;
let browser: Browser;
beforeAll(async () => {
  const python = process.env.ALACARD_PYTHON!;
  const work = mkdtempSync(join(tmpdir(), 'alacard-lab-'));
  const weights = join(work, 'models');
  const build = join(root, 'fixtures/models/build.py');
  execFileSync(python, [build, weights, ...NAMES], { stdio: ['ignore', 'ignore', 'pipe'] });
  const card = join(weights, 'text-generation.chat', 'README.md');
  writeFileSync(card, `${readFileSync(card, 'utf8')}${CHAT_EXAMPLE}`);
  const models = modelsFromWeights(weights).map(({ model }) => model);
  hub = await startFakeHub({ models, quotas: { api: 1e6, resolvers: 1e6, pages: 1e6 } });

  sandbox = createSandbox(hub.url);
  for (const format of ['ipynb', 'md', 'py']) {
    const ids = NAMES.map((name) => `tiny/${name}`);
    const { code, stderr } = await sandbox.run(['generate', ...ids, '-o', './', '--format', format]);
    expect(code, stderr).toBe(0);
  }

  const home = join(work, 'home');
  mkdirSync(home);
  const env = {
    HF_ENDPOINT: hub.url,
    HF_HOME: join(work, 'hf'),
    HF_HUB_DISABLE_TELEMETRY: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
  };
  lab = await startJupyterLab({ python, folder: sandbox.cwd, home, env });
  browser = await startChromium();
  return async () => rmSync(work, { recursive: true, force: true });
}, 600_000);
afterAll(async () => {
  await Promise.allSettled([browser?.close(), lab?.stop()]);
  await hub?.close();
  sandbox?.remove();
});

const readNotebook = (name: string) => JSON.parse(readFileSync(join(sandbox.cwd, name), 'utf8')) as Notebook;
const sourceOf = ({ source }: Cell) => (Array.isArray(source) ? source.join('') : source);
const outline = ({ cells }: Notebook) => cells.map((cell) => [cell.cell_type, sourceOf(cell)]);

async function expectRendered({ page, cells, codeCells }: NotebookPage, name: string, notebook: Notebook) {
  expect(await cells.count()).toBe(notebook.cells.length);
  const text = page.locator('.jp-MarkdownCell .jp-MarkdownOutput');
  expect(await text.count()).toBe(notebook.cells.filter((cell) => cell.cell_type === 'markdown').length);
  expect(await page.locator('.jp-MarkdownCell .cm-editor:visible').count()).toBe(0);

  expect(await text.first().locator('h1').innerText()).toBe(name);
  expect(await text.locator('h2').allInnerTexts()).toEqual(
    expect.arrayContaining([
      expect.stringContaining('Model information'),
      expect.stringContaining('Next steps'),
    ]),
  );
  const license = text.first().locator('a:text-is("MIT")');
  expect(await license.getAttribute('href')).toBe('https://spdx.org/licenses/MIT.html');
  const row = text.locator('table tr', { has: page.locator('td:text-is("Library")') });
  expect(await row.locator('td').last().innerText()).toBe('transformers');
  const link = text.first().locator(`a:text-is("tiny/${name}")`);
  expect(await link.getAttribute('href')).toBe(`${hub.url}/tiny/${name}`);
  // Text that remains if Markdown could not be parsed.
  const left = (await text.allInnerTexts()).join('\n');
  expect(left).not.toMatch(/\]\(|\*\*|^#|^\||\{\{/m);

  const colors = await codeCells
    .first()
    .locator('.cm-content')
    .evaluate((code) =>
      [code, ...code.querySelectorAll('span')].map((part: unknown) => getComputedStyle(part).color),
    );
  expect(new Set(colors).size).toBeGreaterThan(2);
}

/** The picture in the README: the usage cell of one notebook. */
const FRONT_PAGE = { name: 'image-segmentation', height: 1_230 };

async function takePictures(opened: NotebookPage, name: string, folder: string) {
  const path = join(folder, `${name}.png`);
  await opened.takePicture(path);
  reduceColors(path);
  if (name !== FRONT_PAGE.name) return;
  const front = join(folder, 'front-page.png');
  await opened.takeWindowPicture(front, opened.codeCells.last(), FRONT_PAGE.height);
  reduceColors(front);
}

function reduceColors(path: string) {
  const fewColors =
    'from PIL import Image; import sys; path = sys.argv[1]; image = Image.open(path).convert("RGB"); ';
  const save = 'image.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)';
  execFileSync(process.env.ALACARD_PYTHON!, ['-c', fewColors + save, path]);
}

describe.each(MODELS)('%s in JupyterLab', (name, shows) => {
  test('every cell is displayed and runs, and cell 6 shows a result', async () => {
    const file = `${name}.ipynb`;
    const before = readNotebook(file);
    const opened = await openNotebook(browser, lab, file, before);
    try {
      await expectRendered(opened, name, before);
      await opened.runAllCells(RUN_MS);
      await shows(opened.codeCells.last().locator('.jp-OutputArea-output'));
      if (pictures !== undefined) await takePictures(opened, name, pictures);
      await opened.save();
    } finally {
      await opened.close();
    }
    const after = readNotebook(file);
    expect(after.cells.map(({ id }) => id)).toEqual(before.cells.map(({ id }) => id));
    expect(outline(after)).toEqual(outline(before));
    expect(after.metadata.alacard).toEqual(before.metadata.alacard);
    const code = after.cells.filter((cell) => cell.cell_type === 'code');
    expect(code.map((cell) => cell.execution_count)).toEqual(code.map((_, at) => at + 1));
    const outputs = code.flatMap((cell) => cell.outputs!);
    expect(outputs.filter(({ output_type }) => output_type === 'error')).toEqual([]);
  }, 600_000);

  test.each(['md', 'py'])('as %s, jupytext restores the cells', async (format) => {
    const file = `${name}.${format}`;
    const notebook = readNotebook(`${name}.ipynb`);
    const { content } = (await lab.ask('GET', `contents/${file}?type=notebook&content=1`)) as {
      content: Notebook;
    };
    expect(outline(content)).toEqual(outline(notebook));
    const opened = await openNotebook(browser, lab, file, notebook);
    try {
      await expectRendered(opened, name, notebook);
    } finally {
      await opened.close();
    }
  });
});
