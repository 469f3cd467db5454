import * as z from 'zod';
import { stripControl } from '../../encode/terminal-text.ts';
import type { CheckedCell } from '../../share/check-notebook.ts';
import { highlightPython } from './highlight-python.ts';
import { type Html, html } from './html.ts';
import { createPageBudget, type PageBudget } from './page-budget.ts';
import { renderMarkdown } from './render-markdown.ts';
import { riskNote } from './risk-note.ts';

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

/**
 * Renders untrusted cells as plain text, Markdown without HTML, and images. Content that exceeds the page's budget is
 * shown without formatting or left out. With `plain`, all text is shown without formatting.
 */
export function renderNotebook(cells: readonly CheckedCell[], options: { plain: boolean }): Html {
  const budget = createPageBudget(options);
  const sections = cells.map((cell) => renderCell(cell, budget));
  const code = cells.map((cell) => (cell.cell_type === 'code' ? join(cell.source) : ''));
  return html`${budget.isExceeded && INCOMPLETE}${riskNote(code, options)}${sections}`;
}

const INCOMPLETE = html`<p class="note">This notebook is too large or too complex to show in full: some parts are plain text or left out. Download it to see everything.</p>`;

function renderCell(cell: CheckedCell, budget: PageBudget): Html {
  const source = budget.cut('text', join(cell.source));
  if (cell.cell_type === 'markdown') {
    return html`<section class="cell text">${budget.takeMarkdown(source) ? renderMarkdown(source) : html`<pre>${source}</pre>`}</section>`;
  }
  if (cell.cell_type === 'raw') return html`<section class="cell"><pre>${source}</pre></section>`;
  const code = budget.takeCode(source) ? highlightPython(source) : source;
  const outputs = budget.cut('outputs', cell.outputs);
  return html`<section class="cell code"><div class="count" aria-hidden="true">[${cell.execution_count ?? ' '}]</div><pre tabindex="0"><code>${code}</code></pre>${outputs.map((output) => renderOutput(output, budget))}</section>`;
}

function renderOutput(output: unknown, budget: PageBudget): Html | undefined {
  const renderText = (text: string) => {
    const shown = stripControl(budget.cutOutput(text), { multiline: true });
    return html`<pre class="output" tabindex="0">${shown}</pre>`;
  };
  const streamOutput = stream.safeParse(output);
  if (streamOutput.success) return renderText(join(streamOutput.data.text));
  const errorOutput = failure.safeParse(output);
  if (errorOutput.success) return renderText(`${errorOutput.data.ename}: ${errorOutput.data.evalue}`);
  const dataOutput = data.safeParse(output);
  if (!dataOutput.success) return undefined;
  for (const type of ['image/png', 'image/jpeg'] as const) {
    const bytes = dataOutput.data.data[type];
    const base64 = bytes === undefined ? '' : join(bytes).replace(/\s/g, '');
    if (base64 === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) continue;
    if (!budget.take({ images: base64.length })) break;
    return html`<img class="output" alt="Output of the cell" src="data:${type};base64,${base64}">`;
  }
  const plainText = dataOutput.data.data['text/plain'];
  return plainText === undefined ? undefined : renderText(join(plainText));
}

const join = (lines: string | string[]) => (typeof lines === 'string' ? lines : lines.join(''));
