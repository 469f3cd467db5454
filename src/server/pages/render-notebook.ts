import * as z from 'zod';
import { stripControl } from '../../encode/terminal-text.ts';
import type { CheckedCell } from '../../share/check-notebook.ts';
import { highlightPython } from './highlight-python.ts';
import { type Html, html } from './html.ts';
import { renderMarkdown } from './render-markdown.ts';

/** Characters of one output. */
const MOST_OUTPUT = 20_000;

const text = z.union([z.string(), z.array(z.string())]);
const stream = z.object({ output_type: z.literal('stream'), text });
const data = z.object({
  output_type: z.enum(['execute_result', 'display_data']),
  data: z.object({
    'text/plain': text.optional(),
    'image/png': text.optional(),
    'image/jpeg': text.optional(),
  }),
});
const failure = z.object({ output_type: z.literal('error'), ename: z.string(), evalue: z.string() });

export type RenderNotebook = (cells: readonly CheckedCell[]) => Html;

/** The cells as markup that can't run: what a stranger wrote is text, Markdown without HTML, or a picture's bytes. */
export function renderNotebook(cells: readonly CheckedCell[]): Html {
  return html`${cells.map(renderCell)}`;
}

function renderCell(cell: CheckedCell): Html {
  const source = join(cell.source);
  if (cell.cell_type === 'markdown')
    return html`<section class="cell text">${renderMarkdown(source)}</section>`;
  if (cell.cell_type === 'raw') return html`<section class="cell"><pre>${source}</pre></section>`;
  const count = cell.execution_count ?? ' ';
  return html`<section class="cell code"><div class="count" aria-hidden="true">[${count}]</div><pre tabindex="0"><code>${highlightPython(source)}</code></pre>${cell.outputs.map(renderOutput)}</section>`;
}

function renderOutput(output: unknown): Html | undefined {
  const printed = stream.safeParse(output);
  if (printed.success) return plain(join(printed.data.text));
  const failed = failure.safeParse(output);
  if (failed.success) return plain(`${failed.data.ename}: ${failed.data.evalue}`);
  const shown = data.safeParse(output);
  if (!shown.success) return undefined;
  for (const type of ['image/png', 'image/jpeg'] as const) {
    const bytes = shown.data.data[type];
    const base64 = bytes === undefined ? '' : join(bytes).replace(/\s/g, '');
    if (base64 !== '' && /^[A-Za-z0-9+/]+={0,2}$/.test(base64)) {
      return html`<img class="output" alt="Output of the cell" src="data:${type};base64,${base64}">`;
    }
  }
  const words = shown.data.data['text/plain'];
  return words === undefined ? undefined : plain(join(words));
}

const plain = (words: string) =>
  html`<pre class="output" tabindex="0">${stripControl(words.slice(0, MOST_OUTPUT), { multiline: true })}</pre>`;

const join = (words: string | string[]) => (typeof words === 'string' ? words : words.join(''));
