import * as z from 'zod';
import { stripControl } from '../../encode/terminal-text.ts';
import type { CheckedCell } from '../../share/check-notebook.ts';
import { highlightPython } from './highlight-python.ts';
import { type Html, html } from './html.ts';
import { renderMarkdown } from './render-markdown.ts';
import { riskNote } from './risk-note.ts';

/** Maximum characters per output. */
const MAX_OUTPUT_LENGTH = 20_000;

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

/** Renders untrusted cells as plain text, Markdown without HTML, and images. */
export function renderNotebook(cells: readonly CheckedCell[]): Html {
  const code = cells.map((cell) => (cell.cell_type === 'code' ? join(cell.source) : ''));
  return html`${riskNote(code)}${cells.map(renderCell)}`;
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
  const streamOutput = stream.safeParse(output);
  if (streamOutput.success) return renderText(join(streamOutput.data.text));
  const errorOutput = failure.safeParse(output);
  if (errorOutput.success) return renderText(`${errorOutput.data.ename}: ${errorOutput.data.evalue}`);
  const dataOutput = data.safeParse(output);
  if (!dataOutput.success) return undefined;
  for (const type of ['image/png', 'image/jpeg'] as const) {
    const bytes = dataOutput.data.data[type];
    const base64 = bytes === undefined ? '' : join(bytes).replace(/\s/g, '');
    if (base64 !== '' && /^[A-Za-z0-9+/]+={0,2}$/.test(base64)) {
      return html`<img class="output" alt="Output of the cell" src="data:${type};base64,${base64}">`;
    }
  }
  const plainText = dataOutput.data.data['text/plain'];
  return plainText === undefined ? undefined : renderText(join(plainText));
}

const renderText = (output: string) =>
  html`<pre class="output" tabindex="0">${stripControl(output.slice(0, MAX_OUTPUT_LENGTH), { multiline: true })}</pre>`;

const join = (lines: string | string[]) => (typeof lines === 'string' ? lines : lines.join(''));
